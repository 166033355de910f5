import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'undici'
import { eventForm } from '../intake/event-form.ts'

export type Knocks = {
  url: string
  perSecond: number
  seconds: number
  connections: number
  dealOf(sent: number): number
}

export type Answers = {
  accepted: number
  errors: number
  /** Milliseconds from when an event was due to its answer, in ascending order; also where it left late. */
  latencies: number[]
}

/**
 * Sends events one after the other at even distances, however long answers take. Counted from when each was due, so
 * that one slow answer does not hide the wait of those behind it; what the sender is late by counts as well.
 */
export async function knock({ url, perSecond, seconds, connections, dealOf }: Knocks): Promise<Answers> {
  const pool = new Pool(url, { connections, pipelining: 1 })
  const answers: Answers = { accepted: 0, errors: 0, latencies: [] }
  const everyMs = 1_000 / perSecond
  const total = perSecond * seconds
  const underWay: Promise<void>[] = []

  async function send(sent: number, due: number): Promise<void> {
    try {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: '/webhooks/bitrix24',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Bitrix24 Webhook Engine' },
        body: eventForm(dealOf(sent)),
      })
      const text = await body.text()
      answers.latencies.push(performance.now() - due)
      if (statusCode === 200 && text.includes('"eventId"')) answers.accepted += 1
      else answers.errors += 1
    } catch {
      answers.errors += 1
    }
  }

  const start = performance.now()
  for (let sent = 0; sent < total; ) {
    const due = start + sent * everyMs
    if (due > performance.now()) await wait(1)
    else underWay.push(send(sent++, due))
  }
  await Promise.all(underWay)
  await pool.close()
  return { ...answers, latencies: answers.latencies.sort((a, b) => a - b) }
}
