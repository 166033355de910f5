import { expect } from 'vitest'
import type { OpenidProvider, ProviderClaims } from './openid-provider.ts'
import type { Answer, RunningService } from './service.ts'

/** A browser that keeps what it is given, by the names of the cookies. */
export function anOpenidBrowser(service: Pick<RunningService, 'baseUrl'>) {
  const jar = new Map<string, string>()
  return {
    jar,
    async open(url: string, headers: Record<string, string> = {}): Promise<Answer & { headers: Headers }> {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(new URL(url, service.baseUrl), {
        redirect: 'manual',
        headers: { accept: 'text/html', cookie, ...headers },
      })
      for (const set of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        if (value === '') jar.delete(name)
        else jar.set(name, value)
      }
      return { status: response.status, body: await response.text(), headers: response.headers }
    },
  }
}
export type OpenidBrowser = ReturnType<typeof anOpenidBrowser>

/** Where the browser is sent to sign in. */
export async function beginAtProvider(browser: OpenidBrowser): Promise<string> {
  const begun = await browser.open('/sign-in/openid')
  expect(begun.status, String(begun.body)).toBe(303)
  return begun.headers.get('location') ?? ''
}

/** What comes of it when this person signs in at the provider. */
export async function signInAtProvider(service: RunningService, provider: OpenidProvider, person: ProviderClaims) {
  provider.person = person
  const browser = anOpenidBrowser(service)
  const back = await browser.open(provider.consent(await beginAtProvider(browser)))
  const session = browser.jar.get('bindery_session')
  const me = async () => JSON.parse(String((await browser.open('/api/me', { accept: 'application/json' })).body))
  return { back, session, me, browser }
}
