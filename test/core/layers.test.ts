import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const core = join(import.meta.dirname, '../../src/core')

/** As ARCHITECTURE.md tells them: each imports from itself and from those before it. */
const told = readFileSync(join(core, '../../ARCHITECTURE.md'), 'utf8').split('src/core/\n')[1]?.split('```')[0] ?? ''
const layers = [...told.matchAll(/^ {2}(\w+)\/ /gm)].map(([, name]) => name ?? '')

test('every folder of core is told of in ARCHITECTURE.md, and holds all files', () => {
  expect([...layers].sort()).toEqual(readdirSync(core).sort())
})

test.each(layers)('%s imports only from the folders before it', (layer) => {
  const before = layers.slice(0, layers.indexOf(layer))
  const folder = join(core, layer)
  const imported = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/from '\.\.\/([^/']+)\//g)].map(([, other]) => other),
  )
  expect(before).toEqual(expect.arrayContaining([...new Set(imported)]))
})
