import { expect, test } from 'vitest'
import { CommandError } from '../../src/cli/answer.ts'
import type { CliDeps } from '../../src/cli/deps.ts'
import { commandLine } from './command-line.ts'

const renaming = (rename: CliDeps['database']['rename']) => ({
  database: { migrate: async () => {}, grantsFor: async () => '', allow: async () => {}, rename },
})

test('a portal’s new name is told, with what was set aside for it', async () => {
  const asked: unknown[] = []
  const deps = renaming(async (hosts) => {
    asked.push(hosts)
    return { setAside: asked.length === 1 ? null : 'new.bitrix24.com until then' }
  })
  const words = ['database', 'rename', 'acme.bitrix24.com', 'new.bitrix24.com:8443']
  const first = await commandLine(words, deps)
  expect([first.exitCode, first.stdout]).toEqual([
    0,
    'What was kept of acme.bitrix24.com is found under new.bitrix24.com:8443 from now on.\n',
  ])
  const second = await commandLine([...words, '--json'], deps)
  expect(second.document()).toMatchObject({ setAside: 'new.bitrix24.com until then' })
  expect(asked).toEqual([
    { from: 'acme.bitrix24.com', to: 'new.bitrix24.com:8443' },
    { from: 'acme.bitrix24.com', to: 'new.bitrix24.com:8443' },
  ])
})

test.each([
  { what: 'an address', from: 'https://acme.bitrix24.com', to: 'new.bitrix24.com' },
  { what: 'a path', from: 'acme.bitrix24.com', to: 'new.bitrix24.com/rest' },
  { what: 'the same', from: 'acme.bitrix24.com', to: 'ACME.bitrix24.com' },
  { what: 'the sandbox', from: 'sandbox', to: 'acme.bitrix24.com' },
  { what: 'the sandbox in capitals', from: 'acme.bitrix24.com', to: 'SANDBOX' },
])('$what is no renaming', async ({ from, to }) => {
  expect((await commandLine(['database', 'rename', from, to])).exitCode).toBe(2)
})

test('what stands in its way is told', async () => {
  const deps = renaming(async () => {
    throw new CommandError('portal_in_use', 'A service works on this database.')
  })
  const { exitCode, stderr } = await commandLine(['database', 'rename', 'a.bitrix24.com', 'b.bitrix24.com'], deps)
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('A service works on this database.')])
})
