import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { type ChainedRecord, type ChainLink, chainedText, chainStart } from '../../src/core/record/audit-chain.ts'
import { checkExport } from '../../src/core/record/audit-export.ts'
import { exportAudit } from '../../src/flows/export-audit.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const deps = {
  sha256,
  isSignedBy: (key: string, text: string, signature: string) =>
    verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64')),
}

/** A chain of so many records. */
function aChain(length: number): ChainedRecord[] {
  let previous = chainStart.hash
  return Array.from({ length }, (_, at) => {
    const record = `["entry", ${at}, "Ünïcode"]`
    const link: Omit<ChainLink, 'hash'> = {
      position: at + 1,
      at: new Date(Date.UTC(2026, 7, 21, 0, at)).toISOString(),
      kind: 'entry',
      portalId: 0,
      subject: String(at),
      recordHash: sha256(record),
      detailsHash: null,
      previous,
    }
    previous = sha256(chainedText(link))
    return { link: { ...link, hash: previous }, record, details: null }
  })
}

const chain = aChain(1_200)
let file = ''
beforeAll(async () => {
  const places = (count: number) => ({ position: count, hash: chain[count - 1]?.link.hash ?? chainStart.hash })
  const hash = createHash('sha256')
  const lines = exportAudit(
    {
      readChain: async ({ after, limit }) => chain.slice(after, after + limit),
      placeBefore: async (moment) => places(chain.filter(({ link }) => Date.parse(link.at) < moment.getTime()).length),
      head: async () => places(chain.length),
      start: chainStart,
      now: () => new Date('2026-08-22T00:00:00Z'),
      hashing: () => ({ add: (text) => void hash.update(text), end: () => hash.digest('hex') }),
      signer: {
        publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
      },
    },
    { from: new Date('2026-08-21T00:10:00Z'), to: null },
  )
  for await (const part of lines) file += part
})

test('an exported span is whole by itself, and begins where it was asked to', () => {
  expect(checkExport(file, deps)).toMatchObject({
    checked: 1_190,
    findings: [],
    fault: null,
    head: { from: '2026-08-21T00:10:00.000Z', to: null },
  })
})

const lines = () => file.split('\n')
test.each<{ name: string; change: () => string; fault: RegExp | null; findings: string[] }>([
  { name: 'nothing', change: () => '', fault: /first line/, findings: [] },
  { name: 'another file', change: () => '{"a":1}\n', fault: /first line/, findings: [] },
  { name: 'a file that breaks off', change: () => lines().slice(0, 100).join('\n'), fault: /breaks off/, findings: [] },
  {
    name: 'a line taken out',
    change: () => lines().toSpliced(5, 1).join('\n'),
    fault: /should hold 1190/,
    findings: ['missing-link'],
  },
  {
    name: 'two lines put into another order',
    change: () => {
      const [one = '', other = ''] = lines().slice(5, 7)
      return lines().toSpliced(5, 2, other, one).join('\n')
    },
    fault: /not those that were signed/,
    findings: ['missing-link', 'broken', 'missing-link'],
  },
  {
    name: 'a record changed',
    change: () => file.replace('"[\\"entry\\", 20,', '"[\\"entry\\", 21,'),
    fault: /not those that were signed/,
    findings: ['changed'],
  },
  { name: 'a head changed', change: () => file.replace('2026-08-22', '2026-08-23'), fault: /not those/, findings: [] },
  {
    name: 'a signature of nobody',
    change: () => file.replace(/"signature":"[^"]{8}/, '"signature":"AAAAAAAA'),
    fault: /does not fit/,
    findings: [],
  },
])('an export shows $name', ({ change, fault, findings }) => {
  const verdict = checkExport(change(), deps)
  expect(verdict.fault).toMatch(fault ?? /^$/)
  expect(verdict.findings.map((one) => one.fault)).toEqual(findings)
})
