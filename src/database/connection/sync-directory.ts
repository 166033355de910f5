import { type FileHandle, open } from 'node:fs/promises'

/** A new name in a directory survives a power cut only once the directory itself is on the disk. */
export async function syncDirectory(directory: string): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(directory, 'r')
    await handle.sync()
  } catch {
    // Some systems cannot open a directory as a file; they keep names by themselves.
  } finally {
    await handle?.close()
  }
}
