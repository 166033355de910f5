import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncDirectory } from './sync-directory.ts'

/**
 * Creates a directory and those above it that are missing, each on the disk before anything is put into it. One by one, as
 * Node's own `recursive` never returns where the system says "no such directory" for a parent that exists, as under `/proc`
 * (observed with Node 24.21).
 */
export async function createDirectory(directory: string): Promise<void> {
  const code = await codeOf(mkdir(directory, ownersOnly))
  if (code === 'EEXIST' && (await stat(directory)).isDirectory()) return
  if (code === 'ENOENT' && dirname(directory) !== directory) await createDirectory(dirname(directory))
  if (code !== null) await mkdir(directory, ownersOnly)
  await syncDirectory(dirname(directory))
}

/** What lies in it is for the user of this process alone: contacts of a CRM, and who may see them. */
const ownersOnly = { mode: 0o700 }

async function codeOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work
    return null
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
  }
}
