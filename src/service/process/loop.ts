import { setTimeout as wait } from 'node:timers/promises'

export type Loop = {
  /** Looks now rather than at the next time. */
  wake(): void
  /** Looks no more. Waits for the look under way, but not long: what it has not done whole is not done. */
  close(): Promise<void>
}

export type LoopOptions = {
  everyMs: number
  /** True: look again at once. */
  look(): Promise<boolean>
  /** A look failed; the next one comes after a pause. */
  onError(error: unknown): void
  pauseMs?: number
  /** How long its end waits for the look under way. */
  closeMs?: number
}

const usualCloseMs = 1_500
const usualPauseMs = 5_000

/** Looks for work again and again, one look at a time. */
export function startLoop(options: LoopOptions): Loop {
  const { everyMs, look, onError, pauseMs = usualPauseMs, closeMs = usualCloseMs } = options
  const closing = new AbortController()
  let waking = new AbortController()

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const isMore = await look().catch(async (error: unknown) => {
        if (closing.signal.aborted) return false
        onError(error)
        await rest(pauseMs, closing.signal)
        return false
      })
      if (isMore || closing.signal.aborted) continue
      await rest(everyMs, AbortSignal.any([closing.signal, waking.signal]))
      waking = new AbortController()
    }
  }

  const running = run()
  return {
    wake: () => waking.abort(),
    async close() {
      closing.abort()
      await Promise.race([running, wait(closeMs, undefined, { ref: false })])
    },
  }
}

const rest = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal }).catch(() => {})
