import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'

/** A standard plan's allowance, used up to the brim. Source: Bitrix24 REST docs, `limits`. */
const bucketSize = 50
const perMs = 2 / 1000

let level = 0
let asOf = performance.now()

/** Waits its turn, so that the portal need not refuse. */
async function turn(): Promise<void> {
  for (;;) {
    const now = performance.now()
    level = Math.max(0, level - (now - asOf) * perMs)
    asOf = now
    if (level + 1 <= bucketSize) break
    await wait((level + 1 - bucketSize) / perMs)
  }
  level += 1
}

/** One request to the portal; again after a second if it is refused. */
export async function call(method: string, params: object): Promise<unknown> {
  for (;;) {
    await turn()
    const response = await fetch(`${process.env.PORTAL_WEBHOOK_URL}${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    })
    const { result } = (await response.json()) as { result: unknown }
    if (response.ok) return result
    await wait(1_000)
  }
}

/** Results of the commands, in their order. */
export async function batch<Result>(commands: readonly string[]): Promise<Result[]> {
  const cmd = Object.fromEntries(commands.map((command, at) => [`c${at}`, command]))
  const { result } = (await call('batch', { halt: 0, cmd })) as { result: Record<string, Result> }
  return commands.map((command, at) => {
    const answer = result[`c${at}`]
    if (answer === undefined) throw new Error(`${command} failed`)
    return answer
  })
}
