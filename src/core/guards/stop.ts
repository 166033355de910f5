/** Since when nothing is written to the portal, by whose word and why. */
export type Stop = { at: string; by: string; note: string | null }

/** A person has stopped all writes. Nothing was sent; the run waits and goes on once they are resumed. */
export class WritesStopped extends Error {
  override name = 'WritesStopped'
  readonly code = 'writes-stopped'
  constructor({ at, by }: Stop) {
    super(`${by} stopped all writes at ${at}. Nothing was sent; it goes on when they are resumed.`)
  }
}
