import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Installation, RunningProcess } from '../support/process.ts'

/**
 * A place where a process of the program runs, and is started again whenever it has ended, as by a supervisor. What each
 * of them printed stands in `output.log` of its directory.
 */
export type MortalService = {
  /** Where it listens at present; null while it starts. */
  address(): string | null
  kill(): void
  /** Ends it for good. */
  close(): Promise<void>
}

const pauseMs = 100

export function aMortalService(installation: Installation, change: Record<string, string>): MortalService {
  let present: RunningProcess | null = null
  let address: string | null = null
  let isClosed = false

  /** However long it takes on a busy machine. One that ends before it listens is started again all the same. */
  async function noteAddress(started: RunningProcess): Promise<void> {
    while (present === started && address === null) {
      const listening = await started.address().catch(() => null)
      if (present === started) address = listening
    }
  }

  async function keepRunning(): Promise<void> {
    while (!isClosed) {
      const started = installation.start(['serve'], change)
      present = started
      void noteAddress(started)
      const { output } = await started.ended
      present = null
      address = null
      await appendFile(join(installation.directory, 'output.log'), output)
      if (!isClosed) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  const running = keepRunning()
  return {
    address: () => address,
    kill() {
      address = null
      present?.kill('SIGKILL')
    },
    async close() {
      isClosed = true
      present?.kill('SIGTERM')
      await running
    },
  }
}
