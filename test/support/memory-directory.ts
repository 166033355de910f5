import { statfsSync } from 'node:fs'
import process from 'node:process'

const place = '/dev/shm'
const roomNeeded = 4_000_000_000
const memoryNeeded = 8_000_000_000

/**
 * A directory in memory for what tests leave behind them for a while, or null where that could leave the machine without
 * any. Half of what a test on a database of its own costs is files of it that are written, copied and removed again.
 */
export function memoryDirectory(): string | null {
  try {
    const { bavail, bsize } = statfsSync(place)
    return bavail * bsize >= roomNeeded && process.availableMemory() >= memoryNeeded ? place : null
  } catch {
    return null
  }
}
