import { z } from 'zod'
import { CommandError } from './answer.ts'
import type { Service } from './deps.ts'
import { detailsInWords } from './details-in-words.ts'

/** Much longer than the service waits for the portal or for a run; some looks at a large record take their time. */
const requestTimeoutMs = 90_000

export type ApiRequest<Body> = {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  headers?: Record<string, string>
  body?: unknown
  /** What the answer must look like. */
  answer: z.ZodType<Body>
}

/** The service refused a request; `status` says why for machines, the message for people. */
export class ApiError extends CommandError {
  readonly status: number
  readonly details: unknown
  /** With the details, in words. */
  readonly text: string

  constructor(status: number, code: string, message: string, details?: unknown) {
    super(code, message)
    this.status = status
    this.details = details
    this.text = [message, ...detailsInWords(details, message).map((line) => `  ${line}`)].join('\n')
  }
}

const ErrorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
})

/** One request to the service's API, its answer parsed. Throws `ApiError` when refused, `CommandError` when unreachable. */
export async function callApi<Body>(service: Service, request: ApiRequest<Body>): Promise<Body> {
  const url = `${service.baseUrl.replace(/\/$/, '')}${request.path}`
  const response = await send(service, url, request)
  const body = parseJson(await response.text())
  if (!response.ok) throw refusal(service, response.status, body)
  const parsed = request.answer.safeParse(body)
  if (parsed.success) return parsed.data
  throw new CommandError(
    'unknown_answer',
    `${request.method ?? 'GET'} ${url} answered in a way that this version does not know:\n${z.prettifyError(parsed.error)}\nUse the command line of the version that the service runs.`,
  )
}

/** One request whose answer is a file, part by part. Throws as `callApi` does; a file that breaks off is a `CommandError`. */
export async function* readFileOf(service: Service, path: string): AsyncGenerator<string> {
  const url = `${service.baseUrl.replace(/\/$/, '')}${path}`
  const response = await send(service, url, { path, answer: z.unknown() })
  if (!response.ok || response.body === null) throw refusal(service, response.status, parseJson(await response.text()))
  try {
    for await (const part of response.body.pipeThrough(new TextDecoderStream())) yield part
  } catch (cause) {
    throw new CommandError('broken_off', `The answer of ${url} broke off; what was written is not whole. Try again.`, {
      cause,
    })
  }
}

async function send(service: Service, url: string, { method = 'GET', headers, body }: ApiRequest<unknown>) {
  try {
    return await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${service.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(requestTimeoutMs),
    })
  } catch (cause) {
    throw new CommandError(
      'unreachable',
      `The service at ${service.baseUrl} cannot be reached (${reasonOf(cause)}). Start it with "npm start", or check HOST, PORT and PUBLIC_URL.`,
      { cause },
    )
  }
}

function refusal(service: Service, status: number, body: unknown): ApiError {
  if (status === 401) {
    return new ApiError(
      status,
      'unauthorized',
      `The service at ${service.baseUrl} does not know the API token. Set BINDERY_API_TOKEN here to the value that the running service has.`,
    )
  }
  const known = ErrorBody.safeParse(body)
  if (!known.success) {
    return new ApiError(
      status,
      'refused',
      `The service at ${service.baseUrl} answered with status ${status} and no explanation. Its log says more.`,
    )
  }
  const { code, message, details } = known.data.error
  return new ApiError(status, code, `${message} (${code}, status ${status})`, details)
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${requestTimeoutMs / 1000} s`
  const cause = error.cause
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message
  return error.message
}
