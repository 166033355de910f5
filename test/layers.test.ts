import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')

describe.each(['src/core', 'src/database', 'src/service'])('%s', (folder) => {
  /** As ARCHITECTURE.md tells them: each imports from itself and from those before it. */
  const told = architecture.split(`\n${folder}/\n`)[1]?.split('```')[0] ?? ''
  const layers = [...told.matchAll(/^ {2}([\w-]+)\/ /gm)].map(([, name]) => name ?? '')

  test('every folder is told of in ARCHITECTURE.md, and they hold all files', () => {
    expect([...layers].sort()).toEqual(readdirSync(join(root, folder)).sort())
  })

  test.each(layers)('%s imports only from the folders before it', (layer) => {
    const before = layers.slice(0, layers.indexOf(layer))
    const sources = readdirSync(join(root, folder, layer)).map((file) =>
      readFileSync(join(root, folder, layer, file), 'utf8'),
    )
    const imported = sources.flatMap((source) =>
      [...source.matchAll(/(?:from |import\()'\.\.\/([^/'.]+)\//g)].map(([, other]) => other),
    )
    expect(before).toEqual(expect.arrayContaining([...new Set(imported)]))
  })
})
