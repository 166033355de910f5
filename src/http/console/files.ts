import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** A file of the built console with what the build compressed of it. */
export type ConsoleFile = { bytes: Buffer; brotli: Buffer | null; gzip: Buffer | null }

/** By address: `/index.html`, `/assets/…`. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>

/** Reads the built console into memory: some 2 MB, all that will ever be served. Null when it has not been built. */
export async function readConsoleFiles(directory: string): Promise<ConsoleFiles | null> {
  const names = await namesIn(directory)
  const contents = new Map(
    await Promise.all(
      names.map(async (name) => [`/${name.split(sep).join('/')}`, await readFile(join(directory, name))] as const),
    ),
  )
  const isCompressed = (address: string) => /\.(br|gz)$/.test(address)
  const files = [...contents].flatMap(([address, bytes]): [string, ConsoleFile][] =>
    isCompressed(address)
      ? []
      : [
          [
            address,
            { bytes, brotli: contents.get(`${address}.br`) ?? null, gzip: contents.get(`${address}.gz`) ?? null },
          ],
        ],
  )
  return contents.has('/index.html') ? new Map(files) : null
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
