import { registerHooks } from 'node:module'
import { expect, onTestFinished, test } from 'vitest'
import { resolveDrizzleDirectly } from '../../src/database/connection/resolve-drizzle.ts'

test('what drizzle imports of itself is found without asking Node, and is what Node finds', async () => {
  const asked: string[] = []
  const asking = registerHooks({
    resolve(specifier, context, nextResolve) {
      asked.push(specifier)
      return nextResolve(specifier, context)
    },
  })
  onTestFinished(() => asking.deregister())
  onTestFinished(resolveDrizzleDirectly())

  // A part of it that nothing else here has imported, and that loads many others.
  const { mysqlTable } = await import('drizzle-orm/mysql-core')
  await import('drizzle-orm/mysql-core/utils')
  expect(mysqlTable, 'it works').toBeTypeOf('function')
  expect(asked.filter((specifier) => specifier.startsWith('.'))).toEqual([])
  const { sql } = await import('drizzle-orm')
  const { sql: asNodeFindsIt } = await import(import.meta.resolve('drizzle-orm/sql'))
  expect(sql, 'no module is there twice').toBe(asNodeFindsIt)
})
