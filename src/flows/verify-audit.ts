import {
  type ChainedKind,
  type ChainedRecord,
  type ChainFinding,
  type ChainLink,
  type ChainPlace,
  chainStart,
  checkChain,
  checkPlace,
  misfiled,
  placeOf,
  unchained,
} from '../core/record/audit-chain.ts'

export type VerifyAuditDeps = {
  /** The links after a place, at most `limit`, each beside its record as it is stored now. */
  readChain(stretch: { after: number; limit: number }): Promise<ChainedRecord[]>
  /** Runs on those links that are found by another status or trigger than they have. */
  readMisfiled(stretch: { after: number; upTo: number }): Promise<{ position: number; subject: string }[]>
  /** Records that no link stands for, at most `limit` of each kind. */
  readUnchained(limit: number): Promise<{ kind: ChainedKind; subject: string }[]>
  sha256(text: string): string
}

/** What one stretch of the chain came to. `last`: where to go on; `isEnd`: there is nothing after it. */
export type AuditVerdict = { checked: number; findings: ChainFinding[]; last: ChainPlace; isEnd: boolean }

const unchainedTold = 100

/**
 * Looks at the next `limit` links after a place: whether that place is still what it was, whether each continues the one
 * before, whether what it stands for is as it was, and whether a run is found by what it is. At the end of the chain also
 * whether anything on record stands on no link.
 */
export async function verifyAudit(
  deps: VerifyAuditDeps,
  { after, limit }: { after: ChainPlace; limit: number },
): Promise<AuditVerdict> {
  const stretch = await deps.readChain({ after: after.position, limit })
  const present = await linkAt(deps, after.position)
  const strayed = checkPlace(after, present)
  // Where another link stands there now, what follows is held against that one.
  const findings = [...strayed, ...checkChain(present === null ? after : placeOf(present), stretch, deps.sha256)]
  const last = stretch.at(-1)
  const isEnd = stretch.length < limit
  const strange = last === undefined ? [] : await deps.readMisfiled({ after: after.position, upTo: last.link.position })
  // A run that was changed itself no longer is what its rules are found by.
  const isTold = new Set(findings.map(({ position }) => position))
  findings.push(
    ...strange
      .filter(({ position }) => !isTold.has(position))
      .map(({ position, subject }) => misfiled(position, subject)),
  )
  const strays = isEnd ? await deps.readUnchained(unchainedTold) : []
  return {
    checked: stretch.length,
    findings: [...findings, ...strays.map(({ kind, subject }) => unchained(kind, subject))],
    last: last === undefined ? after : placeOf(last.link),
    isEnd,
  }
}

async function linkAt(deps: VerifyAuditDeps, position: number): Promise<ChainLink | null> {
  if (position <= chainStart.position) return null
  const [found] = await deps.readChain({ after: position - 1, limit: 1 })
  return found?.link.position === position ? found.link : null
}
