import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { anInstallation, type Installation } from '../../support/process.ts'

/** A process that refuses to start says so once, names the variable, and leaves nothing behind. */
describe.concurrent('a start with a wrong configuration', () => {
  test.each([
    {
      variables: ['BITRIX24_WEBHOOK_URL', 'PORT'],
      env: { BITRIX24_WEBHOOK_URL: 'https://portal.example/', PORT: 'eighty' },
    },
    {
      variables: ['BITRIX24_APPLICATION_TOKEN'],
      env: { BITRIX24_WEBHOOK_URL: 'https://p.example/rest/1/abcdefgh1234/' },
    },
    { variables: ['BITRIX24_WEBHOOK_URL'], env: { NODE_ENV: 'production' } },
    { variables: ['DATABASE_URL'], env: { DATABASE_URL: 'postgres://somebody:secret-word@127.0.0.1:9/bindery' } },
    { variables: ['RULES_DIR'], env: { RULES_DIR: '/nowhere/at/all' } },
  ])('$variables: $env', async ({ variables, env }) => {
    const installation = await anInstallation(null, { isFresh: true })
    try {
      await expectRefusal(installation, variables, env)
    } finally {
      await installation.remove()
    }
  })

  test('RULES_DIR: a rule that cannot be used', async () => {
    const installation = await anInstallation(null, { isFresh: true })
    try {
      await writeFile(join(installation.directory, 'rules', 'broken.json'), '{"key":"broken"}')
      await expectRefusal(installation, ['RULES_DIR'], {})
    } finally {
      await installation.remove()
    }
  })

  test('PORT: taken by another program', async () => {
    const installation = await anInstallation(null, { isFresh: true })
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    try {
      const port = typeof address === 'object' && address !== null ? address.port : 0
      await expectRefusal(installation, ['PORT'], { PORT: String(port) })
    } finally {
      other.close()
      await installation.remove()
    }
  })
})

async function expectRefusal(
  { directory, start }: Installation,
  variables: readonly string[],
  change: Record<string, string>,
) {
  const { code, output } = await start(['serve'], change).ended
  expect(code, output).toBe(78)
  for (const variable of variables) expect(output).toContain(variable)
  expect(output, 'a message and no stack').not.toMatch(/\n\s+at /)
  expect(output).not.toContain('secret-word')
  expect(existsSync(join(directory, 'data')), 'no data directory was made').toBe(false)
}
