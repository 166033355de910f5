import { setTimeout } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import type { PortalError } from '../core/portal-error.ts'
import { type Command, type CommandAnswer, type Commands, commandUrl, maximumCommands, readBatch } from './batch.ts'
import { createBucket, type Headroom, type Plan, politeHeadroom } from './bucket.ts'
import { type CallInWords, createFailures } from './failure.ts'
import { createLimits, type Limits } from './limits.ts'
import { inWords, isRead } from './methods.ts'
import { createPace } from './pace.ts'
import { sortRefusal } from './refusal.ts'
import { createSend, type RequestReport } from './send.ts'
import { createTransport } from './transport.ts'
import type { WebhookUrl } from './webhook-url.ts'

export type PortalOptions = {
  webhookUrl: WebhookUrl
  plan: Plan
  /** Bindery's version, for the User-Agent. */
  version: string
  /** How much of the plan's allowance to use. */
  headroom?: Headroom
  dispatcher?: Dispatcher
  timeoutMs?: number
  /** How long the portal is left alone once it has refused the webhook; 30 s. Only a person can mend that. */
  refusedPauseMs?: number
  maximumAnswerBytes?: number
  now?: () => number
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>
  random?: () => number
  /** Told of every HTTP request that is over. */
  onRequest?: (report: RequestReport) => void
}

export type CallResult = { result: unknown; total: number | undefined; next: number | undefined; time: unknown }

/** Bitrix24's REST interface over an inbound webhook. All that fails is thrown, or answered, as a `PortalError`. */
export type PortalClient = {
  /** The portal's host, as runs and status name it. */
  readonly host: string
  readonly userId: number
  call(method: string, params: Readonly<Record<string, unknown>>): Promise<CallResult>
  /** At most 50 commands in one request, each answered for itself; throws when the request as a whole fails. */
  batch(commands: Commands): Promise<Map<string, CommandAnswer>>
  /** The error for an answer that a caller's schema does not accept. */
  unexpected(command: Command, issue: string): PortalError
  /** The error for a call that must not be made. */
  mistake(command: Command, what: string): PortalError
  load(): ReturnType<Limits['load']>
  close(): Promise<void>
}

const wordsOf = ({ method, params }: Command): CallInWords => ({
  method,
  words: inWords(method, params),
  isRead: isRead(method),
})

export function connectPortal(options: PortalOptions): PortalClient {
  const { webhookUrl, plan, now = Date.now, random = Math.random, onRequest = () => {} } = options
  const wait =
    options.wait ??
    ((ms: number, signal?: AbortSignal) =>
      setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {}))
  const failures = createFailures([webhookUrl.secret])
  const transport = createTransport({
    url: webhookUrl,
    userAgent: `bindery/${options.version}`,
    timeoutMs: options.timeoutMs ?? 65_000,
    maximumAnswerBytes: options.maximumAnswerBytes ?? 20 * 1024 * 1024,
    dispatcher: options.dispatcher,
  })
  const pace = createPace({ bucket: createBucket(plan, options.headroom ?? politeHeadroom), now, wait, random })
  const limits = createLimits({ pace, failures, now, refusedPauseMs: options.refusedPauseMs ?? 30_000 })
  const send = createSend({ transport, pace, limits, failures, now, wait, random, onRequest })

  async function batch(commands: Commands): Promise<Map<string, CommandAnswer>> {
    const entries = Object.entries(commands)
    const whole: CallInWords = {
      method: 'batch',
      words: `batch of ${[...new Set(entries.map(([, command]) => inWords(command.method, command.params)))].slice(0, 3).join(', ')}`,
      isRead: entries.every(([, command]) => isRead(command.method)),
    }
    if (entries.length > maximumCommands) throw failures.mistake(whole, `it has over ${maximumCommands} commands.`)
    const answers = new Map<string, CommandAnswer>()
    const cmd: [string, string][] = []
    for (const [key, command] of entries) {
      const url = commandUrl(command)
      if (url === null) throw failures.mistake(wordsOf(command), 'its parameters cannot be sent in a batch.')
      const blocked = limits.refusalOf(wordsOf(command))
      if (blocked !== null) answers.set(key, { ok: false, error: blocked })
      else cmd.push([key, url])
    }
    if (cmd.length === 0) return answers
    const { result } = await send(whole, { halt: 0, cmd: Object.fromEntries(cmd) }, cmd.length)
    const read = readBatch(result)
    if (read === null) throw failures.unexpected(whole, 'no maps of results')
    for (const [key, command] of entries) {
      if (answers.has(key)) continue
      limits.remember(command.method, read.timeOf(key))
      answers.set(key, commandAnswer(command, read.answerOf(key)))
    }
    return answers
  }

  function commandAnswer(
    command: Command,
    answer: ReturnType<NonNullable<ReturnType<typeof readBatch>>['answerOf']>,
  ): CommandAnswer {
    const call = wordsOf(command)
    if (answer === undefined) return { ok: false, error: failures.missing(call) }
    if ('result' in answer) return { ok: true, result: answer.result }
    if (answer.refusal === null) return { ok: false, error: failures.unexpected(call, 'a refusal that is no object') }
    const sorted = sortRefusal(answer.refusal, { method: command.method, isRead: call.isRead, status: null })
    const retryAt = sorted.kind === 'limit' ? limits.retryAt(sorted.code, command.method) : undefined
    return { ok: false, error: failures.refused(call, answer.refusal, { ...sorted, retryAt }) }
  }

  return {
    host: webhookUrl.host,
    userId: webhookUrl.userId,
    async call(method, params) {
      const call = wordsOf({ method, params })
      if (method === 'batch') throw failures.mistake(call, 'a batch is read command by command.')
      const { result, total, next, time } = await send(call, params)
      return { result, total, next, time }
    },
    batch,
    unexpected: (command, issue) => failures.unexpected(wordsOf(command), issue),
    mistake: (command, what) => failures.mistake(wordsOf(command), what),
    load: () => limits.load(),
    async close() {
      pace.close()
      await transport.close()
    },
  }
}
