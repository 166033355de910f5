import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aDirectory, commandLine } from './command-line.ts'
import { withFakeService } from './fake-service.ts'

const hash = 'a'.repeat(64)
const nothingWrong = { findings: [], fault: null, publicKey: null, head: null, last: null, keyFingerprint: 'f00' }
const whole = { checked: 3, findings: [], last: { position: 3, hash }, isEnd: true }

test('verify goes on until the end of the chain, and tells where that is', async () => {
  await withFakeService(
    ({ path }) => ({
      body: path.includes('after=') ? { ...whole, last: { position: 4, hash } } : { ...whole, isEnd: false },
    }),
    async (withService, received) => {
      const { exitCode, stdout } = await commandLine(['audit', 'verify'], { withService })
      expect([exitCode, stdout]).toEqual([
        0,
        expect.stringContaining(`6 links, each as it was written. It ends with link 4, ${hash}`),
      ])
      expect(received.map(({ path }) => path)).toEqual(['/api/audit/verify', `/api/audit/verify?after=3&hash=${hash}`])
    },
  )
})

test('verify fails on the first finding, and says what it is', async () => {
  const finding = {
    fault: 'changed',
    position: 2,
    kind: 'run',
    subject: 'x',
    message: 'Run x is not as it was recorded.',
  }
  await withFakeService(
    () => ({ body: { ...whole, findings: [finding] } }),
    async (withService) => {
      const { exitCode, stdout } = await commandLine(['audit', 'verify'], { withService })
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining(finding.message)])
      const json = await commandLine(['audit', 'verify', '--json'], { withService })
      expect(json.document()).toMatchObject({ isWhole: false, findings: [finding] })
    },
  )
})

test('a link that was noted earlier, or an export of then, must still be in the record', async () => {
  const finding = { fault: 'missing-link', position: 9, kind: null, subject: null, message: 'Link 9 is not there.' }
  const later = { fault: 'broken', position: 4, kind: 'run', subject: 'x', message: 'Told on the way.' }
  const file = join(aDirectory(), 'record.jsonl')
  writeFileSync(file, 'lines')
  const checkExport = () => ({ ...nothingWrong, checked: 3, last: { position: 3, hash } })
  await withFakeService(
    ({ path }) => ({ body: path.includes('after=9') ? { ...whole, findings: [later, finding] } : whole }),
    async (withService, received) => {
      const given = { withService, checkExport }
      const held = await commandLine(['audit', 'verify', '--noted', file], given)
      expect([held.exitCode, held.stdout]).toEqual([0, expect.stringContaining('It holds the link that was noted.')])
      const gone = await commandLine(['audit', 'verify', '--noted', file, '--noted', `9:${hash}`], given)
      expect([gone.exitCode, gone.stdout]).toEqual([
        1,
        expect.stringContaining('in 1 of 3 links:\n  Link 9 is not there.'),
      ])
      expect(received.map(({ path }) => path)).toContain(`/api/audit/verify?after=3&hash=${hash}`)
    },
  )
  const broken = await commandLine(['audit', 'verify', '--noted', file], {
    checkExport: () => ({ ...nothingWrong, checked: 0, fault: 'x' }),
  })
  expect([broken.exitCode, broken.stderr]).toEqual([1, expect.stringContaining('is no whole export')])
  expect((await commandLine(['audit', 'verify', file, '--noted', `9:${hash}`])).exitCode).toBe(2)
})

test('what is no link, and an export without any, are told apart from a record that holds', async () => {
  for (const noted of ['57', '5:deadbeef', `5:${hash}0`]) {
    const { exitCode, stderr } = await commandLine(['audit', 'verify', '--noted', noted])
    expect([exitCode, stderr], noted).toEqual([2, expect.stringContaining(`${noted} is no link: write POSITION:HASH`)])
  }
  await withFakeService(
    () => ({ body: whole }),
    async (withService, received) => {
      await commandLine(['audit', 'verify', '--noted', `9:${hash.toUpperCase()}`], { withService })
      expect(received.map(({ path }) => path)).toContain(`/api/audit/verify?after=9&hash=${hash}`)
    },
  )
  const file = join(aDirectory(), 'record.jsonl')
  writeFileSync(file, 'lines')
  const empty = () => ({ ...nothingWrong, checked: 0, last: { position: 3, hash } })
  const told = await commandLine(['audit', 'verify', '--noted', file], { checkExport: empty })
  expect([told.exitCode, told.stderr]).toEqual([1, expect.stringContaining('holds no link')])
})

test('export tells a file that cannot be written', async () => {
  const out = join(aDirectory(), 'nowhere', 'record.jsonl')
  await withFakeService(
    () => ({ body: { line: 1 } }),
    async (withService) => {
      const { exitCode, stderr } = await commandLine(['audit', 'export', '--out', out], { withService })
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`${out} cannot be written (ENOENT).`)])
    },
  )
})

test('export with --json and no file answers one document, with the lines in it', async () => {
  const checkExport = () => ({ ...nothingWrong, checked: 1 })
  await withFakeService(
    () => ({ body: { line: 1 } }),
    async (withService) => {
      const answer = await commandLine(['audit', 'export', '--json'], { withService, checkExport })
      expect(answer).toMatchObject({ exitCode: 0, stderr: '1 links, signed with the key f00.\n' })
      expect(answer.document()).toEqual({ file: null, links: 1, keyFingerprint: 'f00', lines: [{ line: 1 }] })
    },
  )
})

test('export writes what the service sends to a file, and tells whose key signed it', async () => {
  const out = join(aDirectory(), 'record.jsonl')
  await withFakeService(
    () => ({ body: { line: 1 } }),
    async (withService, received) => {
      const checkExport = (text: string) => ({ ...nothingWrong, checked: text.length })
      const given = { withService, checkExport }
      const { exitCode, stdout } = await commandLine(['audit', 'export', '--from', '2026-08-01', '--out', out], given)
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('10 links, signed with the key f00')])
      expect(received[0]?.path).toBe('/api/audit/export?from=2026-08-01')
      const verified = await commandLine(['audit', 'verify', out], given)
      expect([verified.exitCode, verified.stdout]).toEqual([0, expect.stringContaining('is whole')])
    },
  )
})

test('a moment that is none and a file that is not there are told', async () => {
  expect((await commandLine(['audit', 'export', '--from', 'last week'])).exitCode).toBe(2)
  expect((await commandLine(['audit', 'verify', '/no/such/file'])).stderr).toContain('cannot be read')
})
