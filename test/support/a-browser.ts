import type { Answer, RunningService } from './service.ts'

/** A browser: it keeps the session's cookie and asks from the service's own pages. */
export function aBrowser(service: Pick<RunningService, 'baseUrl'>) {
  let cookie = ''
  return {
    cookie: () => cookie,
    async ask(method: string, path: string, body?: unknown): Promise<Answer & { headers: Headers }> {
      const response = await fetch(`${service.baseUrl}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          'user-agent': 'Firefox of a test',
          'sec-fetch-site': 'same-origin',
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const set = response.headers.get('set-cookie')
      if (set !== null) cookie = /^bindery_session=[^;]+/.exec(set)?.[0] ?? ''
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.includes('json') === true
      return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers }
    },
  }
}
