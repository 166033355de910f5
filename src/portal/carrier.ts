import type { Fields } from '../core/deal/snapshot.ts'
import type { Command, CommandAnswer } from './batch.ts'
import type { RowList } from './entities.ts'

/** Commands that travel together, in order; `keyOf` names an earlier one of them, for references to its result. */
export type Parcel = {
  size: number
  build(keyOf: (place: number) => string): readonly Command[]
  /** Whether some refer to the results of others, which only a batch can resolve. */
  hasReferences?: boolean
}

/** How questions and calls get to the portal. All of it throws `PortalError`. */
export type Carrier = {
  /**
   * Every command of the parcel answered for itself. Throws what befell its request as a whole, or what the signal was
   * aborted with while nothing had been sent.
   */
  carry(parcel: Parcel, options?: { signal?: AbortSignal | undefined; onSent?: () => void }): Promise<CommandAnswer[]>
  /** Absent: no such record, or it may not be read. */
  rows(list: RowList, ids: readonly number[], onSent?: () => void): Promise<Map<number, Fields>>
  /** Whether so little waits that a guess at what will be needed takes nobody's place. Lets others of this turn ask first. */
  hasRoomToGuess(): Promise<boolean>
  /** Whether the parcel is expected to be answered well before a request is cut off. */
  isShort(parcel: Parcel): boolean
}

export function parcelOf(commands: readonly Command[]): Parcel {
  return { size: commands.length, build: () => commands }
}
