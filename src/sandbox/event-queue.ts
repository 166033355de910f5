import type { SandboxBehaviour } from './behaviour.ts'
import type { Counter } from './counts.ts'

/** One event on its way: what `data[FIELDS]` holds besides the id is rare. */
type QueuedEvent = { name: string; id: number; fields: Readonly<Record<string, string>>; ts: number }

/** `status`: the handler's HTTP status, or why there was none. */
export type SandboxDelivery = {
  at: number
  event: string
  /** Id of the record that the event is about; the deal's in deal events. */
  dealId: number
  status: number | 'lost' | 'timeout' | 'unreachable'
}

export type EventQueueParts = {
  behaviour: SandboxBehaviour
  clock: () => number
  random: () => number
  /** Fields of `auth`, and the address of the handler; `null` while there is no outbound webhook. */
  webhook: () => { handlerUrl: string | null; auth: Readonly<Record<string, string>> }
  subscriptions: readonly string[]
  counter: Counter
}

const funnelMove = 'ONCRMDEALMOVETOCATEGORY'

/** Kept for tests and people to look at; older ones are forgotten. */
const mostDeliveries = 5_000

/**
 * The queue server of Bitrix24: one POST for each change, one attempt, no retry. A slow handler makes later events
 * wait. Order and number are not promised. Source: Bitrix24 REST docs, `events/index`, `performance/queue`.
 */
export class EventQueue {
  readonly deliveries: SandboxDelivery[] = []
  readonly #parts: EventQueueParts
  readonly #delays = new Set<NodeJS.Timeout>()
  readonly #closing = new AbortController()
  #waiting: QueuedEvent[] = []
  #inFlight = 0
  #slowAnswers = 0
  #pause: NodeJS.Timeout | null = null
  #whenDrained: (() => void)[] = []

  constructor(parts: EventQueueParts) {
    this.#parts = parts
  }

  /**
   * Takes an event of the portal. Only subscribed ones are sent; a funnel move never is, as outbound webhooks cannot
   * subscribe to it. Source: Bitrix24 REST docs, `crm/deals/events/on-crm-deal-move-to-category`.
   */
  raise(name: string, id: number): void {
    const { behaviour, random, subscriptions, webhook, counter } = this.#parts
    if (
      webhook().handlerUrl === null ||
      !subscriptions.includes(name) ||
      name === funnelMove ||
      this.#closing.signal.aborted
    )
      return
    if (random() < behaviour.eventLossShare) {
      counter.countEvents(1)
      this.#record(name, id, 'lost')
      return
    }
    const event: QueuedEvent = { name, id, fields: {}, ts: Math.floor(this.#parts.clock() / 1000) }
    const copies = random() < behaviour.eventDuplicateShare ? [event, event] : [event]
    counter.countEvents(copies.length)
    const delay = setTimeout(() => {
      this.#delays.delete(delay)
      this.#waiting.push(...copies)
      this.#pump()
    }, behaviour.eventDelayMs)
    this.#delays.add(delay)
  }

  /** Sends one event at once, past subscriptions, order and losses. */
  async send(
    name: string,
    id: number | string,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<SandboxDelivery> {
    const ts = Math.floor(this.#parts.clock() / 1000)
    this.#parts.counter.countEvents(1)
    return await this.#deliver({ name, id: id as number, fields, ts })
  }

  async drained(): Promise<void> {
    if (this.#isIdle()) return
    await new Promise<void>((resolve) => this.#whenDrained.push(resolve))
  }

  close(): void {
    this.#closing.abort()
    for (const delay of this.#delays) clearTimeout(delay)
    this.#delays.clear()
    if (this.#pause !== null) clearTimeout(this.#pause)
    this.#pause = null
    this.#waiting = []
    this.#settle()
  }

  #isIdle(): boolean {
    return this.#waiting.length === 0 && this.#inFlight === 0 && this.#delays.size === 0
  }

  #settle(): void {
    if (!this.#isIdle()) return
    for (const resolve of this.#whenDrained.splice(0)) resolve()
  }

  #pump(): void {
    while (
      this.#pause === null &&
      this.#waiting.length > 0 &&
      this.#inFlight < this.#parts.behaviour.eventConcurrency
    ) {
      const event = this.#takeNext()
      if (event === undefined) break
      this.#inFlight += 1
      void this.#deliver(event).finally(() => {
        this.#inFlight -= 1
        this.#pump()
        this.#settle()
      })
    }
  }

  #takeNext(): QueuedEvent | undefined {
    const { behaviour, random } = this.#parts
    const at = behaviour.eventOrder === 'random' ? Math.floor(random() * this.#waiting.length) : 0
    return this.#waiting.splice(Math.min(at, this.#waiting.length - 1), 1)[0]
  }

  async #deliver(event: QueuedEvent): Promise<SandboxDelivery> {
    const { behaviour, webhook } = this.#parts
    const { handlerUrl } = webhook()
    if (handlerUrl === null) return this.#record(event.name, event.id, 'unreachable')
    const startedAt = performance.now()
    const status = await this.#post(handlerUrl, this.#bodyOf(event))
    this.#slowDown(performance.now() - startedAt, behaviour)
    return this.#record(event.name, event.id, status)
  }

  async #post(handlerUrl: string, body: URLSearchParams): Promise<SandboxDelivery['status']> {
    const timeout = AbortSignal.timeout(this.#parts.behaviour.handlerTimeoutMs)
    try {
      const response = await fetch(handlerUrl, {
        method: 'POST',
        headers: { 'user-agent': 'Bitrix24 Webhook Engine' },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([timeout, this.#closing.signal]),
      })
      await response.body?.cancel()
      return response.status
    } catch {
      return timeout.aborted ? 'timeout' : 'unreachable'
    }
  }

  /** Form fields with percent-encoded brackets, every value a string. Source: Bitrix24 REST docs, `events/index`. */
  #bodyOf({ name, id, fields, ts }: QueuedEvent): URLSearchParams {
    const handlerId = 330 + this.#parts.subscriptions.indexOf(name) * 2
    const body = new URLSearchParams({ event: name, event_handler_id: String(handlerId) })
    for (const [field, value] of Object.entries({ ID: String(id), ...fields }))
      body.set(`data[FIELDS][${field}]`, value)
    body.set('ts', String(ts))
    for (const [key, value] of Object.entries(this.#parts.webhook().auth)) body.set(`auth[${key}]`, value)
    return body
  }

  #slowDown(durationMs: number, { slowAnswerMs, slowPauseMs }: SandboxBehaviour): void {
    if (durationMs < slowAnswerMs) {
      this.#slowAnswers = 0
      return
    }
    this.#slowAnswers += 1
    if (this.#pause !== null || this.#closing.signal.aborted) return
    this.#pause = setTimeout(() => {
      this.#pause = null
      this.#pump()
    }, slowPauseMs * Math.min(this.#slowAnswers, 10))
  }

  #record(event: string, dealId: number, status: SandboxDelivery['status']): SandboxDelivery {
    const delivery = { at: this.#parts.clock(), event, dealId, status }
    this.#parts.counter.countDelivery(status)
    this.deliveries.push(delivery)
    if (this.deliveries.length > mostDeliveries) this.deliveries.shift()
    return delivery
  }
}
