import { createHash, createPublicKey, verify } from 'node:crypto'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { checkExport } from '../../../src/core/record/audit-export.ts'
import { fingerprintOf, isSignedBy, sha256 } from '../../../src/service/record/signer.ts'
import { aRule, aService, type RunningService } from '../../support/service.ts'

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

test('a span that ends before it begins is refused: nobody takes an empty file for a quiet year', async () => {
  const { status, body } = await service.api('GET', '/api/audit/export?from=2027-01-01&to=2026-01-01')
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('mixed up')])
})

const Head = z.object({ publicKey: z.string(), after: z.object({ position: z.number(), hash: z.string() }) })
const Seal = z.object({ links: z.number(), last: Head.shape.after, sha256: z.string(), signature: z.string() })
const Link = z.object({
  ...{ position: z.number(), at: z.string(), kind: z.string(), portalId: z.number(), subject: z.string() },
  ...{ recordHash: z.string(), detailsHash: z.string().nullable(), previous: z.string(), hash: z.string() },
  record: z.string(),
})

test('an export is what docs/audit.md says, checked with nothing of ours', async () => {
  await service.api('POST', '/api/tokens', { name: 'Zoë \u2028 "quoted"' })
  await service.obey(aRule({ on: ['ONCRMDEALADD'] }))
  await service.waitForRun(service.sandbox.data.addDeal())
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')
  const lines = (await taken()).split('\n').slice(0, -1)
  const head = Head.parse(JSON.parse(lines[0] ?? ''))
  const seal = Seal.parse(JSON.parse(lines.at(-1) ?? ''))
  const signed = lines.slice(0, -1).map((line) => `${line}\n`)
  expect(seal.sha256).toBe(digest(signed.join('')))
  const signature = Buffer.from(seal.signature, 'base64')
  expect(verify(null, Buffer.from(seal.sha256), createPublicKey(head.publicKey), signature)).toBe(true)
  const links = lines.slice(1, -1).map((line) => Link.parse(JSON.parse(line)))
  expect(new Set(links.map(({ kind }) => kind))).toEqual(new Set(['entry', 'rule-version', 'run']))
  let last = head.after
  for (const { record, hash, at, kind, portalId, subject, ...link } of links) {
    expect(link).toMatchObject({ position: last.position + 1, previous: last.hash, recordHash: digest(record) })
    const { position, recordHash, detailsHash, previous } = link
    const parts = [position, Date.parse(at), kind, portalId, subject, recordHash, detailsHash ?? '', previous]
    expect(hash).toBe(digest(parts.join('\n')))
    last = { position, hash }
  }
  expect({ last, links: links.length }).toEqual({ last: seal.last, links: seal.links })
})
