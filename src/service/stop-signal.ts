import process from 'node:process'

/** Resolves with the name of the first signal to stop. A second one ends the process at once, as an impatient person means it. */
export function untilToldToStop(): { signal: Promise<string> } {
  const signal = new Promise<string>((resolve) => {
    let isStopping = false
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.on(name, () => {
        if (isStopping && name === 'SIGINT') process.exit(1)
        isStopping = true
        resolve(name)
      })
    }
  })
  return { signal }
}
