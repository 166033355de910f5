import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isOpenToAll } from './reachable-postgres.ts'

test('a directory is open to all where everybody may enter it and those above it', async () => {
  const above = await mkdtemp(join(tmpdir(), 'bindery-open-'))
  try {
    const below = join(above, 'below')
    await mkdir(below)
    await chmod(below, 0o755)
    expect(isOpenToAll(below)).toBe(false)
    await chmod(above, 0o711)
    expect(isOpenToAll(below)).toBe(true)
  } finally {
    await rm(above, { recursive: true })
  }
})
