import process from 'node:process'

/** A terminal's Ctrl+C reaches us twice, once by way of npm; only a later one is a person losing patience. */
const sameKeystrokeMs = 1_000

/** Resolves with the name of the first signal to stop. A later Ctrl+C ends the process at once. */
export function untilToldToStop(): { signal: Promise<string> } {
  const signal = new Promise<string>((resolve) => {
    let firstAt: number | null = null
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.on(name, () => {
        if (firstAt === null) {
          firstAt = Date.now()
          resolve(name)
        } else if (name === 'SIGINT' && Date.now() - firstAt > sameKeystrokeMs) {
          process.exit(1)
        }
      })
    }
  })
  return { signal }
}
