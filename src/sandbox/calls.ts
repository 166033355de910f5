import { type AnswerTime, methodsInBatch, normalMethodName, runBatch, type TimedAnswer } from './batch.ts'
import type { Counter } from './counts.ts'
import type { Params } from './decode.ts'
import { PortalError, systemErrors } from './errors.ts'
import type { SandboxFaults } from './faults.ts'
import type { OperatingTimes } from './limits.ts'
import type { Answer, Methods, PortalState } from './method.ts'
import { serverTime } from './server-time.ts'
import { isInScope } from './system-methods.ts'
import { translated } from './translations.ts'

/** One call that reached the portal; calls inside a batch are listed as well as the batch. */
export type SandboxRequest = {
  at: number
  method: string
  params: Params
  inBatch: boolean
  status: number
  /** `error` of the answer, often the empty string; `null` when it went well. */
  error: string | null
}

/** Kept for tests and people to look at; older ones are forgotten. */
const mostRequests = 5_000

export type CallsParts = {
  methods: Methods
  portal: PortalState
  faults: SandboxFaults
  operating: OperatingTimes
  counter: Counter
}

/** Carries out calls: checks scope and operating time, runs the method, adds `time`, keeps the log and counts. */
export class Calls {
  readonly log: SandboxRequest[] = []
  readonly #methods: Methods
  readonly #portal: PortalState
  readonly #faults: SandboxFaults
  readonly #operating: OperatingTimes
  readonly #counter: Counter

  constructor({ methods, portal, faults, operating, counter }: CallsParts) {
    this.#methods = methods
    this.#portal = portal
    this.#faults = faults
    this.#operating = operating
    this.#counter = counter
  }

  /** Every method that a request will call: its own, and those in its batch. */
  methodsOf(name: string, params: Params): string[] {
    const method = normalMethodName(name)
    return method === 'batch' ? [method, ...methodsInBatch(params)] : [method]
  }

  /** Throws `PortalError` for every answer that is not a result. */
  run(name: string, params: Params): TimedAnswer {
    const method = normalMethodName(name)
    return this.#logged(method, params, false, () => {
      if (method !== 'batch') return this.#timed(method, params, true)
      const bills = this.#portal.behaviour.batchBilling
      return this.#timedBatch(params, bills)
    })
  }

  /** For requests refused before any method was looked at. */
  refuse(name: string, params: Params, error: PortalError): void {
    this.#note(normalMethodName(name), params, false, error.status, String(error.code))
  }

  /** For requests that something on the way swallowed; `status` 0 if there was no answer. */
  swallowed(name: string, params: Params, status: number, fault: string): void {
    this.#note(normalMethodName(name), params, false, status, fault)
  }

  #timedBatch(params: Params, bills: 'inner' | 'outer' | 'both'): TimedAnswer {
    this.#faults.beforeCall('batch')
    if (bills !== 'inner') this.#operating.check('batch')
    const startedAt = this.#portal.clock()
    let cost = 0
    let seconds = 0
    const innerTimes: AnswerTime[] = []
    const run = (method: string, innerParams: Params): TimedAnswer =>
      this.#logged(method, innerParams, true, () => {
        const timed = this.#timed(method, innerParams, bills !== 'outer')
        cost += this.#operating.costOf(method)
        seconds += this.#operating.durationOf(method)
        innerTimes.push(timed.time)
        return timed
      })
    const { language, referencesPutInto } = this.#portal.behaviour
    const answer = runBatch(params, run, { inLanguage: (text) => translated(text, language), referencesPutInto })
    if (bills !== 'inner') this.#operating.bill('batch', cost)
    // Known only now that all of them are over.
    if (bills === 'outer' && this.#portal.behaviour.billedBatchShows === 'batch') {
      for (const time of innerTimes) Object.assign(time, this.#operatingShown('batch'))
    }
    return { ...answer, time: this.#time('batch', startedAt, seconds) }
  }

  #timed(name: string, params: Params, isBilled: boolean): TimedAnswer {
    const startedAt = this.#portal.clock()
    const method = this.#methods.get(name)
    if (method === undefined) throw systemErrors.methodNotFound()
    if (!isInScope(method, this.#portal.rights.scopes)) throw systemErrors.insufficientScope()
    this.#operating.check(name)
    this.#faults.beforeCall(name)
    const answer: Answer = method.answer(params, this.#portal)
    if (isBilled) this.#operating.bill(name, this.#operating.costOf(name))
    return { ...answer, time: this.#time(name, startedAt, this.#operating.durationOf(name)) }
  }

  /** The clock does not wait for calls that are said to take their `seconds`, so these are added to what it shows. */
  #time(method: string, startedAt: number, seconds: number): AnswerTime {
    const { clock, behaviour } = this.#portal
    const finishedAt = clock() + seconds * 1000
    const start = startedAt / 1000
    const finish = finishedAt / 1000
    return {
      start,
      finish,
      duration: (finishedAt - startedAt) / 1000,
      processing: (finishedAt - startedAt) / 1000,
      date_start: serverTime(startedAt, behaviour.utcOffsetMinutes),
      date_finish: serverTime(finishedAt, behaviour.utcOffsetMinutes),
      ...this.#operatingShown(method),
    }
  }

  #operatingShown(method: string): { operating_reset_at?: number; operating?: number } {
    if (!this.#portal.behaviour.operatingShown) return {}
    return { operating_reset_at: this.#operating.resetAt(method), operating: this.#operating.usedBy(method) }
  }

  #logged(method: string, params: Params, inBatch: boolean, run: () => TimedAnswer): TimedAnswer {
    try {
      const answer = run()
      this.#note(method, params, inBatch, 200, null)
      return answer
    } catch (error) {
      if (error instanceof PortalError) this.#note(method, params, inBatch, error.status, String(error.code))
      throw error
    }
  }

  #note(method: string, params: Params, inBatch: boolean, status: number, error: string | null): void {
    const isKnown = method === 'batch' || this.#methods.has(method)
    this.#counter.countCall({ method: isKnown ? method : 'unknown', inBatch, error })
    this.log.push({ at: this.#portal.clock(), method, params, inBatch, status, error })
    if (this.log.length > mostRequests) this.log.shift()
  }
}
