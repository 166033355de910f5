import { patiently } from './patiently.ts'

/** Resolves with the first value of `look` that is truthy; throws when none came in `timeoutMs`. */
export async function until<Value>(
  look: () => Value | Promise<Value>,
  what: string,
  timeoutMs = patiently.timeout,
): Promise<NonNullable<Value>> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const value = await look()
    if (value) return value
    if (Date.now() > deadline) throw new Error(`${what}: still not so after ${timeoutMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
