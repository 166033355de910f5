import { z } from 'zod'
import { type ChainedRecord, type ChainFinding, type ChainPlace, chainedKinds, checkChain } from './audit-chain.ts'

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Place = z.object({ position: z.int().nonnegative(), hash: Hash })

/** The first line of an export. */
const Head = z.object({
  format: z.literal('bindery-audit-1'),
  from: z.string().nullable(),
  to: z.string().nullable(),
  exportedAt: z.string(),
  /** The link that the first one of the export continues. */
  after: Place,
  /** SPKI, PEM. */
  publicKey: z.string(),
})

const Line = z.object({
  position: z.int().positive(),
  at: z.string(),
  kind: z.enum(chainedKinds),
  portalId: z.int().nonnegative(),
  subject: z.string(),
  recordHash: Hash,
  detailsHash: Hash.nullable(),
  previous: Hash,
  hash: Hash,
  /** The record in its written form; a run without its traces. Null: it is gone. */
  record: z.string().nullable(),
  /** It is gone because it had expired. */
  expired: z.literal(true).exactOptional(),
})

/** The last line: over everything before it. */
const Seal = z.object({ links: z.int().nonnegative(), last: Place, sha256: Hash, signature: z.string() })

export type ExportHead = Omit<z.output<typeof Head>, 'format'>
export type ExportSeal = z.output<typeof Seal>

export const headLine = (head: ExportHead): string => lineOf({ format: 'bindery-audit-1', ...head })
export const linkLine = ({ link, record, expired }: ChainedRecord): string =>
  lineOf({ ...link, record, ...(record === null && expired === 'record' && { expired: true }) })
export const sealLine = (seal: ExportSeal): string => lineOf(seal)
const lineOf = (value: object): string => `${JSON.stringify(value)}\n`

export type ExportVerdict = {
  checked: number
  findings: ChainFinding[]
  /** What else is wrong with the file; null: it is whole and its signature fits its key. */
  fault: string | null
  publicKey: string | null
  head: { from: string | null; to: string | null; exportedAt: string } | null
  /** The last link that it holds; null: it does not tell. */
  last: ChainPlace | null
}

type Deps = {
  sha256(text: string): string
  /** Whether the signature over the text was made with this key's other half. */
  isSignedBy(publicKey: string, text: string, signature: string): boolean
}

/** Whether an exported file is the one that was written: by itself, without the database that it came from. */
export function checkExport(text: string, deps: Deps): ExportVerdict {
  const nothing = { checked: 0, findings: [], publicKey: null, head: null, last: null }
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const [first, ...rest] = lines
  const head = Head.safeParse(parsed(first))
  if (!head.success) return { ...nothing, fault: 'Its first line is not that of an export of the record.' }
  const { publicKey, after, from, to, exportedAt } = head.data
  const told = { publicKey, head: { from, to, exportedAt } }
  const seal = Seal.safeParse(parsed(rest.at(-1)))
  if (!seal.success)
    return { ...nothing, ...told, fault: 'It breaks off: its last line, with the signature, is missing.' }
  const links = rest.slice(0, -1).map((line) => Line.safeParse(parsed(line)))
  const odd = links.findIndex(({ success }) => !success)
  if (odd >= 0) return { ...nothing, ...told, fault: `Line ${odd + 2} is not a link of the record.` }
  const stretch = links.flatMap(({ data }) => (data === undefined ? [] : [chainedOf(data)]))
  const findings = checkChain(after, stretch, deps.sha256, false)
  return {
    checked: stretch.length,
    findings,
    ...told,
    last: seal.data.last,
    fault: sealFault(lines, stretch, after, seal.data, publicKey, deps),
  }
}

function chainedOf({ record, expired, ...link }: z.output<typeof Line>): ChainedRecord {
  return { link, record, details: null, expired: expired ? 'record' : null }
}

function sealFault(
  lines: readonly string[],
  stretch: readonly ChainedRecord[],
  after: ChainPlace,
  seal: ExportSeal,
  publicKey: string,
  deps: Deps,
): string | null {
  const signed = `${lines.slice(0, -1).join('\n')}\n`
  const last = stretch.at(-1)?.link ?? after
  if (seal.links !== stretch.length || seal.last.hash !== last.hash || seal.last.position !== last.position) {
    return `It should hold ${seal.links} links, up to link ${seal.last.position}, and holds others: lines were taken out or put in.`
  }
  if (seal.sha256 !== deps.sha256(signed)) return 'Its lines are not those that were signed: something was changed.'
  if (!deps.isSignedBy(publicKey, seal.sha256, seal.signature)) return 'Its signature does not fit its key.'
  return null
}

function parsed(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '')
  } catch {
    return undefined
  }
}
