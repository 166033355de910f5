import { type ChainedRecord, type ChainPlace, placeOf } from '../core/record/audit-chain.ts'
import { headLine, linkLine, sealLine } from '../core/record/audit-export.ts'

export type ExportAuditDeps = {
  readChain(stretch: { after: number; limit: number }): Promise<ChainedRecord[]>
  /** The last link before a moment. */
  placeBefore(moment: Date): Promise<ChainPlace>
  head(): Promise<ChainPlace>
  start: ChainPlace
  now(): Date
  /** SHA-256 of all texts given so far, in small hexadecimal. */
  hashing(): { add(text: string): void; end(): string }
  signer: { publicKey: string; sign(text: string): string }
}

const atOnce = 500

/**
 * What was chained from `from` (included) up to `to` (not), as lines of JSON: a head, the links with their records, and
 * a seal with a signature over all lines before it. Later links are not in it, however long it takes.
 */
export async function* exportAudit(
  deps: ExportAuditDeps,
  { from, to }: { from: Date | null; to: Date | null },
): AsyncGenerator<string> {
  const after = from === null ? deps.start : await deps.placeBefore(from)
  const until = to === null ? await deps.head() : await deps.placeBefore(to)
  const hash = deps.hashing()
  const told = (line: string) => {
    hash.add(line)
    return line
  }
  const span = { from: from?.toISOString() ?? null, to: to?.toISOString() ?? null }
  yield told(headLine({ ...span, exportedAt: deps.now().toISOString(), after, publicKey: deps.signer.publicKey }))
  let last = after
  let links = 0
  while (last.position < until.position) {
    const stretch = await deps.readChain({
      after: last.position,
      limit: Math.min(atOnce, until.position - last.position),
    })
    const final = stretch.at(-1)
    if (final === undefined) break
    yield stretch.map((one) => told(linkLine(one))).join('')
    last = placeOf(final.link)
    links += stretch.length
  }
  const sha256 = hash.end()
  yield sealLine({ links, last, sha256, signature: deps.signer.sign(sha256) })
}
