/** What has been opened, closed in reverse. One part that fails to close does not keep the others open. */
export class Closing {
  readonly #steps: (() => Promise<void> | void)[] = []
  #closed: Promise<void> | null = null

  later(step: () => Promise<void> | void): void {
    this.#steps.push(step)
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
