import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncDirectory } from '../connection/sync-directory.ts'

/** A file of records that this process adds to. */
export type Segment = {
  path: string
  bytes(): number
  /** False: it ends with half a record that could not be taken back, so nothing more may be added to it. */
  isWhole(): boolean
  /** Resolves when it is on the disk. Throws when it is not; then nothing of it counts. */
  append(text: string): Promise<void>
  close(): Promise<void>
}

/** Begins a new file. Another process's, or an earlier one of this, is never added to: its last record may be torn. */
export async function beginSegment(path: string): Promise<Segment> {
  const file = await open(path, 'ax', 0o600)
  await syncDirectory(dirname(path))
  let size = 0
  let isWhole = true
  return {
    path,
    bytes: () => size,
    isWhole: () => isWhole,
    async append(text) {
      try {
        await file.appendFile(text)
        await file.datasync()
      } catch (error) {
        // Half a record would spoil the next one.
        await file.truncate(size).catch(() => {
          isWhole = false
        })
        throw error
      }
      size += Buffer.byteLength(text)
    },
    close: () => file.close(),
  }
}

/** Puts a file aside that holds what cannot be read, for a person to look at. */
export async function keepDamaged(path: string): Promise<void> {
  await rename(path, `${path}.damaged`)
  await syncDirectory(dirname(path))
}

/** Removes a file for good: a crash does not bring it back. */
export async function removeSegment(path: string): Promise<void> {
  await rm(path, { force: true })
  await syncDirectory(dirname(path))
}
