import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkExport } from '../../src/core/record/audit-export.ts'
import { fingerprintOf, isSignedBy, sha256 } from '../../src/service/audit-signer.ts'
import { aService, type RunningService } from '../support/service.ts'

let dataDir: string
let service: RunningService
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bindery-audit-key-'))
  service = await aService({ dataDir })
})
afterAll(async () => {
  await service.close()
  await rm(dataDir, { recursive: true, force: true })
})

const check = (text: string) => checkExport(text, { sha256, isSignedBy })
const taken = async (query = '') => String((await service.api('GET', `/api/audit/export${query}`)).body)
const keyOf = (text: string) => fingerprintOf(check(text).publicKey ?? '')
const writtenKey = (text: string) => JSON.stringify(check(text).publicKey).slice(1, -1)

test('a key that was replaced leaves older exports as good as they were, and the record names both', async () => {
  const before = await taken('?from=2026-01-01')
  const key = join(dataDir, 'audit-signing-key.pem')
  await rename(key, `${key}.old`)
  const after = await taken()
  expect(keyOf(after)).not.toBe(keyOf(before))
  for (const text of [before, after]) expect(check(text)).toMatchObject({ fault: null, findings: [] })
  const forged = before.replace(writtenKey(before), writtenKey(after))
  expect(forged).not.toBe(before)
  expect(check(forged).fault, 'one key does not pass for another').not.toBeNull()

  const { body } = await service.api('GET', '/api/audit?action=record.exported')
  expect(body).toMatchObject({
    items: [
      { actor: { kind: 'machine' }, details: { key: keyOf(after), since: null, until: null } },
      { details: { key: keyOf(before), since: '2026-01-01T00:00:00.000Z' } },
    ],
  })
  expect(after, 'the chain holds the entry').toContain(keyOf(before) ?? '-')
})
