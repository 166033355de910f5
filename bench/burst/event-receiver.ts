import { createServer } from 'node:http'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Takes events in as simply as can be: answers 200 at once and keeps the deal's number in memory, where a crash forgets
 * it. Hands the deals to `work`, as many at a time as it wants, one lot after the other.
 */
export async function workOnEvents(mostAtOnce: number, work: (dealIds: number[]) => Promise<void>): Promise<never> {
  const waiting: number[] = []
  let underWay = 0
  createServer(async (request, response) => {
    if (request.url === '/progress') {
      response.end(JSON.stringify({ pid: process.pid, waiting: waiting.length + underWay }))
      return
    }
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const dealId = Number(new URLSearchParams(body).get('data[FIELDS][ID]'))
    if (dealId > 0) waiting.push(dealId)
    response.end()
  }).listen(Number(process.env.PORT), '127.0.0.1')
  for (;;) {
    const dealIds = waiting.splice(0, mostAtOnce)
    underWay = dealIds.length
    if (dealIds.length === 0) await wait(20)
    else await work(dealIds)
  }
}
