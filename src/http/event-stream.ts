import type { NoticeKind } from '../core/alarms/notice.ts'

export type NoticeListener = {
  /** What has changed since the last call; waits for something, but no longer than this: then empty. Null: it is over. */
  next(waitMs: number): Promise<readonly NoticeKind[] | null>
  close(): void
}

/** How soon a browser connects again. */
const reconnectMs = 2_000

/**
 * What a listener hears, as server-sent events. In `beatMs` without news a comment says that the connection stands;
 * about as often it is asked whether the caller may still listen.
 */
export async function* eventStream(
  listener: NoticeListener,
  isStillAllowed: () => Promise<boolean>,
  beatMs: number,
): AsyncGenerator<string> {
  yield `retry: ${reconnectMs}\n\n`
  let askedAt = performance.now()
  for (;;) {
    const kinds = await listener.next(beatMs)
    if (kinds === null) return
    const isQuiet = kinds.length === 0
    if (isQuiet || performance.now() - askedAt >= beatMs) {
      if (!(await isStillAllowed())) return
      askedAt = performance.now()
    }
    yield isQuiet ? ': nothing new\n\n' : kinds.map((kind) => `event: ${kind}\ndata: {}\n\n`).join('')
  }
}
