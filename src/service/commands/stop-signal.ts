import process from 'node:process'

/** A terminal's Ctrl+C reaches us twice, once by way of npm; only a later one is a person losing patience. */
const sameKeystrokeMs = 1_000

/** Supervisors kill what has not ended after ten seconds. What closing leaves undone, the next start takes up. */
const longestCloseMs = 9_000

/**
 * Resolves with the name of the first signal to stop. From then on the process has nine seconds to end by itself, and a
 * later Ctrl+C ends it at once.
 */
export function untilToldToStop(): { signal: Promise<string> } {
  const signal = new Promise<string>((resolve) => {
    let firstAt: number | null = null
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.on(name, () => {
        if (firstAt === null) {
          firstAt = Date.now()
          setTimeout(endUnclosed, longestCloseMs).unref()
          resolve(name)
        } else if (name === 'SIGINT' && Date.now() - firstAt > sameKeystrokeMs) {
          process.exit(1)
        }
      })
    }
  })
  return { signal }
}

function endUnclosed(): never {
  process.stderr.write(`Not everything could be closed within ${longestCloseMs / 1_000} s; ended all the same.\n`)
  process.exit(0)
}
