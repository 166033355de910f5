/** What has been opened, closed in reverse. One part that fails to close does not keep the others open. */
export class Closing {
  readonly #steps: (() => Promise<void> | void)[] = []
  #closed: Promise<void> | null = null

  later(step: () => Promise<void> | void): void {
    this.#steps.push(step)
  }

  /** A place for parts that are closed at the same time, none of them waiting for another. */
  together(): (step: () => Promise<void> | void) => void {
    const steps: (() => Promise<void> | void)[] = []
    this.later(async () => {
      const ended = await Promise.allSettled(steps.map(async (step) => step()))
      const failed = ended.find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
    })
    return (step) => void steps.push(step)
  }

  /** The same promise however often it is called. Throws the first failure, after everything was closed. */
  close(): Promise<void> {
    this.#closed ??= this.#run()
    return this.#closed
  }

  async #run(): Promise<void> {
    const failures: unknown[] = []
    for (const step of this.#steps.reverse()) {
      try {
        await step()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
