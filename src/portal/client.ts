import { setTimeout } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { PortalError } from '../core/runs/portal-error.ts'
import { type Command, type CommandAnswer, type Commands, commandUrl, maximumCommands, readBatch } from './batch.ts'
import { createBatchBilling } from './batch-billing.ts'
import { createBucket, type Headroom, headroomOf, operatingSeconds, type Plan, usualShare } from './bucket.ts'
import { createDurations, type Durations } from './durations.ts'
import { type CallInWords, createFailures } from './failure.ts'
import { createLimits, type Limits } from './limits.ts'
import { inWords, isOfAllDeals, isRead } from './methods.ts'
import { createPace } from './pace.ts'
import { sortRefusal } from './refusal.ts'
import { createSend, type RequestReport, type Sending } from './send.ts'
import { steadyNow, timeOfDay } from './steady-clock.ts'
import { createTransport } from './transport.ts'
import type { WebhookUrl } from './webhook-url.ts'

export type PortalOptions = {
  webhookUrl: WebhookUrl
  plan: Plan
  /** Bindery's version, for the User-Agent. */
  version: string
  /** How much of the plan's allowance to use. */
  headroom?: Headroom
  /** How much of that is this process's at present, from 0 to 1; all of it. */
  part?: () => number
  dispatcher?: Dispatcher
  timeoutMs?: number
  /** How long the portal is left alone once it has refused the webhook; 30 s. Only a person can mend that. */
  refusedPauseMs?: number
  maximumAnswerBytes?: number
  /** Of its own, as nobody sets it; times that are told are of the day, as by this clock where it is given. */
  now?: () => number
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>
  random?: () => number
  /** Told of every HTTP request that is over. */
  onRequest?: (report: RequestReport) => void
}

export type CallResult = { result: unknown; total: number | undefined; next: number | undefined; time: unknown }

/**
 * Bitrix24's REST interface over an inbound webhook. All that fails is thrown, or answered, as a `PortalError`. `asker`: of
 * what only reads; when it is aborted, the portal is asked no more and its reason is thrown.
 */
export type PortalClient = {
  /** The portal's host, as runs and status name it. */
  readonly host: string
  readonly userId: number
  call(method: string, params: Readonly<Record<string, unknown>>, asker?: AbortSignal): Promise<CallResult>
  /** At most 50 commands in one request, each answered for itself; throws when the request as a whole fails. */
  batch(commands: Commands, asker?: AbortSignal): Promise<Map<string, CommandAnswer>>
  /** The error for an answer that a caller's schema does not accept. */
  unexpected(command: Command, issue: string): PortalError
  /** The error for a call that must not be made. */
  mistake(command: Command, what: string): PortalError
  /** Why the command is not to be sent now, as its method is paused or the portal refuses all; null: it may be. */
  refusalOf(command: Command): PortalError | null
  /** Waits until the portal's allowance has room for one more request, whose commands are then still open. */
  takeSeat(): Promise<Seat>
  /** What the portal's answers tell of how long calls take. */
  readonly durations: Durations
  /** Another process has spent of the same allowance until now. */
  assumeSpent(): void
  load(): ReturnType<Limits['load']>
  close(): Promise<void>
}

const anyBatch: CallInWords = { method: 'batch', words: 'batch', isRead: true }

/** The right to send one request now: to be used or given back. */
export type Seat = {
  /** As `batch`, but too many requests are not waited for: `limit`, and nothing was done. */
  send(commands: Commands, asker?: AbortSignal): Promise<Map<string, CommandAnswer>>
  release(): void
}

const wordsOf = ({ method, params }: Command): CallInWords => ({
  method,
  words: inWords(method, params),
  isRead: isRead(method),
  isOfAllDeals: isOfAllDeals(method, params),
})

export function connectPortal(options: PortalOptions): PortalClient {
  const { webhookUrl, plan, now = steadyNow, random = Math.random, onRequest = () => {} } = options
  const told = options.now === undefined ? timeOfDay : (moment: number) => moment
  const wait =
    options.wait ??
    ((ms: number, signal?: AbortSignal) =>
      setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {}))
  const failures = createFailures([webhookUrl.secret], told)
  const transport = createTransport({
    url: webhookUrl,
    userAgent: `bindery/${options.version}`,
    timeoutMs: options.timeoutMs ?? 65_000,
    maximumAnswerBytes: options.maximumAnswerBytes ?? 20 * 1024 * 1024,
    dispatcher: options.dispatcher,
  })
  const bucket = createBucket(plan, options.headroom ?? headroomOf(usualShare), options.part)
  const pace = createPace({ bucket, now, wait, random })
  const limits = createLimits({
    pace,
    failures,
    now,
    timeOfDay: told,
    refusedPauseMs: options.refusedPauseMs ?? 30_000,
    operatingSeconds: operatingSeconds[plan],
  })
  const send = createSend({ transport, pace, limits, failures, now, wait, random, onRequest })

  const durations = createDurations()
  const billing = createBatchBilling()

  async function batch(
    commands: Commands,
    { enteredAt, asker }: Pick<Sending, 'enteredAt' | 'asker'> = {},
  ): Promise<Map<string, CommandAnswer>> {
    const entries = Object.entries(commands)
    const whole: CallInWords = {
      method: 'batch',
      words: `batch of ${[...new Set(entries.map(([, command]) => inWords(command.method, command.params)))].slice(0, 3).join(', ')}`,
      isRead: entries.every(([, command]) => isRead(command.method)),
    }
    const answers = new Map<string, CommandAnswer>()
    const cmd: [string, string][] = []
    for (const [key, command] of entries) {
      const sendable = urlOf(command, cmd.length)
      if (sendable instanceof PortalError) answers.set(key, { ok: false, error: sendable })
      else cmd.push([key, sendable])
    }
    if (cmd.length === 0) {
      if (enteredAt !== undefined) pace.leave(enteredAt, null)
      return answers
    }
    const { result, time: wholeTime } = await send(
      whole,
      { halt: 0, cmd: Object.fromEntries(cmd) },
      { commands: cmd.length, enteredAt, asker },
    ).catch((error: unknown) => {
      if (error instanceof PortalError && error.code === 'TIMEOUT') {
        durations.learnOverrun(entries.map(([, { method }]) => method))
      }
      throw error
    })
    const read = readBatch(result)
    if (read === null) throw failures.unexpected(whole, 'no maps of results')
    const told = entries.flatMap(([key, { method }]) => {
      const time = answers.has(key) ? undefined : read.timeOf(key)
      return time === undefined ? [] : [{ method, time }]
    })
    const isBilledAsOne = billing.isAsOne(
      told.map(({ time }) => time.operating),
      wholeTime?.operating,
    )
    // The last of a method's commands tells what all of them have used.
    const last = new Map(told.map(({ method, time }) => [method, time]))
    if (!isBilledAsOne) for (const [method, time] of last) limits.remember(method, time)
    for (const { method, time } of told) if (time.duration !== undefined) durations.learn(method, time.duration)
    for (const [key, command] of entries) {
      if (!answers.has(key)) answers.set(key, commandAnswer(command, read.answerOf(key)))
    }
    // What is refused to the webhook as such stands in the way, whatever else was answered beside it.
    const isRefused = [...answers.values()].some((answer) => !answer.ok && answer.error.kind === 'wrong-credentials')
    if (!isRefused && [...answers.values()].some(({ ok }) => ok)) limits.noteAnswer({ isResult: true })
    return answers
  }

  /** The command as it is sent, or why it is not. */
  function urlOf(command: Command, place: number): string | PortalError {
    const words = wordsOf(command)
    const url = commandUrl(command)
    if (url === null) return failures.mistake(words, 'its parameters cannot be sent in a batch.')
    if (place >= maximumCommands)
      return failures.mistake(words, `a batch takes no more than ${maximumCommands} commands.`)
    return limits.refusalOf(words) ?? url
  }

  function commandAnswer(
    command: Command,
    answer: ReturnType<NonNullable<ReturnType<typeof readBatch>>['answerOf']>,
  ): CommandAnswer {
    const call = wordsOf(command)
    if (answer === undefined) return { ok: false, error: failures.missing(call) }
    if ('result' in answer) return { ok: true, result: answer.result }
    if (answer.refusal === null) return { ok: false, error: failures.unexpected(call, 'a refusal that is no object') }
    const sorted = sortRefusal(answer.refusal, { ...call, status: null })
    const retryAt = sorted.kind === 'limit' ? limits.retryAt(sorted.code, command.method) : undefined
    const error = failures.refused(call, answer.refusal, { ...sorted, retryAt })
    return { ok: false, error: error.kind === 'wrong-credentials' ? limits.close(error) : error }
  }

  return {
    host: webhookUrl.host,
    userId: webhookUrl.userId,
    async call(method, params, asker) {
      const call = wordsOf({ method, params })
      if (method === 'batch') throw failures.mistake(call, 'a batch is read command by command.')
      const { result, total, next, time } = await send(call, params, { asker })
      return { result, total, next, time }
    },
    batch: (commands, asker) => batch(commands, { asker }),
    async takeSeat() {
      const enteredAt = await send.admit(anyBatch)
      return {
        send: (commands, asker) => batch(commands, { enteredAt, asker }),
        release: () => pace.leave(enteredAt, null),
      }
    },
    durations,
    unexpected: (command, issue) => failures.unexpected(wordsOf(command), issue),
    mistake: (command, what) => failures.mistake(wordsOf(command), what),
    refusalOf: (command) => limits.refusalOf(wordsOf(command)),
    assumeSpent: pace.assumeFull,
    load: () => limits.load(),
    async close() {
      pace.close()
      await transport.close()
    },
  }
}
