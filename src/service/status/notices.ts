import { type NoticeKind, noticeKinds } from '../../core/alarms/notice.ts'
import type { Database } from '../../database/connection/open.ts'
import { listenForNotices } from '../../database/portals/notices.ts'
import type { NoticeListener } from '../../http/event-stream.ts'
import type { StreamDeps } from '../../http/routes/stream.ts'

export type Notices = StreamDeps['notices'] & {
  /** Ends every listener; later ones end at once. */
  close(): Promise<void>
}

export type NoticesOptions = {
  database: Pick<Database, 'listen'>
  /** What people see of the portal, the lease and the allowance, as one text: another text is a change. */
  stateNow(): string
  limits?: Partial<NoticeLimits>
}

/** `all`, `each`: how many may listen, and how many of one caller. */
export type NoticeLimits = { all: number; each: number; gatherMs: number; lookEveryMs: number }
const usualLimits: NoticeLimits = { all: 200, each: 20, gatherMs: 500, lookEveryMs: 2_000 }

/**
 * Passes on what the database tells, gathered: a listener hears each kind at most once in `gatherMs`, however much
 * happens, and one that does not read keeps no more than the kinds that it has missed.
 */
export async function createNotices({ database, stateNow, limits }: NoticesOptions): Promise<Notices> {
  const { all, each, gatherMs, lookEveryMs } = { ...usualLimits, ...limits }
  const listeners = new Set<Listener>()
  const gathered = new Set<NoticeKind>()
  let gathering: NodeJS.Timeout | null = null
  let passedOnAt = 0
  let looking: NodeJS.Timeout | null = null
  let state = ''
  let isClosed = false

  function note(kinds: readonly NoticeKind[]): void {
    if (listeners.size === 0) return
    for (const kind of kinds) gathered.add(kind)
    gathering ??= setTimeout(passOn, Math.max(0, passedOnAt + gatherMs - performance.now()))
  }

  function passOn(): void {
    gathering = null
    passedOnAt = performance.now()
    const kinds = noticeKinds.filter((kind) => gathered.has(kind))
    gathered.clear()
    for (const listener of listeners) listener.tell(kinds)
  }

  function look(): void {
    const now = stateNow()
    if (now !== state) note(['status'])
    state = now
  }

  function watch(): void {
    if (listeners.size > 0 && looking === null) {
      state = stateNow()
      looking = setInterval(look, lookEveryMs)
    } else if (listeners.size === 0 && looking !== null) {
      clearInterval(looking)
      looking = null
    }
  }

  const stopListening = await listenForNotices(database, note)
  return {
    hear(caller) {
      const ofCaller = [...listeners].filter((one) => one.caller === caller).length
      if (ofCaller >= each) return { status: 'too-many-of-caller' }
      if (listeners.size >= all) return { status: 'too-many' }
      const listener = new Listener(caller, () => {
        listeners.delete(listener)
        watch()
      })
      if (isClosed) listener.close()
      else listeners.add(listener)
      watch()
      return { status: 'listening', listener }
    },
    async close() {
      isClosed = true
      for (const listener of listeners) listener.close()
      if (gathering !== null) clearTimeout(gathering)
      await stopListening()
    },
  }
}

class Listener implements NoticeListener {
  readonly caller: string
  readonly #missed = new Set<NoticeKind>()
  readonly #onClosed: () => void
  #isClosed = false
  #wake = () => {}

  constructor(caller: string, onClosed: () => void) {
    this.caller = caller
    this.#onClosed = onClosed
  }

  tell(kinds: readonly NoticeKind[]): void {
    for (const kind of kinds) this.#missed.add(kind)
    this.#wake()
  }

  async next(waitMs: number): Promise<readonly NoticeKind[] | null> {
    if (this.#missed.size === 0 && !this.#isClosed) await this.#wakened(waitMs)
    if (this.#isClosed) return null
    const kinds = [...this.#missed]
    this.#missed.clear()
    return kinds
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#onClosed()
    this.#wake()
  }

  #wakened(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
