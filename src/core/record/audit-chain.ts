/** What is chained in the order of its commits: a deed of somebody, a run, a version of a rule, an erasure in a run. */
export const chainedKinds = ['entry', 'run', 'rule-version', 'erasure'] as const
export type ChainedKind = (typeof chainedKinds)[number]

/** One link of the chain, as it is kept. Hashes are SHA-256 in small hexadecimal. */
export type ChainLink = {
  /** From 1 on, without gaps. */
  position: number
  /** When it was chained, at the end of its transaction. */
  at: string
  kind: ChainedKind
  /** 0 for what belongs to the whole deployment. */
  portalId: number
  /** An entry's sequence, a run's id, a rule's key and version (`attach-primary 3`), a run's id and its erasure's. */
  subject: string
  recordHash: string
  /** Of what belongs to the record and may be erased before it, a run's traces; null where there is nothing of the kind. */
  detailsHash: string | null
  /** The hash of the link before; of the first one `firstPrevious`. */
  previous: string
  hash: string
}

/** A link beside the record that it stands for, in its written form as it is stored now; null: there is none any more. */
export type ChainedRecord = {
  link: ChainLink
  record: string | null
  details: string | null
  /** What may be gone by what is on record of retention: a run with its traces, or its traces alone. */
  expired?: 'record' | 'details' | null
  /** The hash of the details as the last erasure on record left them; null: nothing was erased. */
  erasedTo?: string | null
  /** Of an erasure: whether an entry on record tells of it; null: that is not known, or it is none. */
  isCovered?: boolean | null
}

/** A place in the chain: the last link that was looked at. */
export type ChainPlace = { position: number; hash: string }

/** Before the first link. */
export const firstPrevious = '0'.repeat(64)
export const chainStart: ChainPlace = { position: 0, hash: firstPrevious }

/**
 * What does not hold at one place: `missing-link`: positions are left out; `broken`: the link does not continue the one
 * before it, or is not the one that was written; `missing`: the record is gone; `changed`: the record, the details of it,
 * or what it is found by, are not those that were chained; `unchained`: a record that no link stands for; `uncovered`: traces were
 * replaced, and no entry tells of it.
 */
export type ChainFault = 'missing-link' | 'broken' | 'missing' | 'changed' | 'unchained' | 'uncovered'
export type ChainFinding = {
  fault: ChainFault
  position: number | null
  kind: ChainedKind | null
  subject: string | null
  /** What that means, for people. */
  message: string
}

type Sha256 = (text: string) => string

/** The text whose hash is the link's. The database writes the same in `audit_chain_append`. */
export function chainedText(link: Omit<ChainLink, 'hash'>): string {
  const { position, at, kind, portalId, subject, recordHash, detailsHash, previous } = link
  return [position, Date.parse(at), kind, portalId, subject, recordHash, detailsHash ?? '', previous].join('\n')
}

/**
 * What does not hold in a stretch of the chain that follows on `after`, in the chain's order. What has expired may be
 * gone. `areDetailsGiven` false: as in an export, they are not there to be looked at.
 */
export function checkChain(
  after: ChainPlace,
  stretch: readonly ChainedRecord[],
  sha256: Sha256,
  areDetailsGiven = true,
): ChainFinding[] {
  let last = after
  return stretch.flatMap((chained) => {
    const findings = [...linkFaults(last, chained.link, sha256), ...recordFaults(chained, sha256, areDetailsGiven)]
    last = placeOf(chained.link)
    return findings.map(({ fault, message }) => ({ ...named(chained.link), fault, message }))
  })
}

/**
 * What does not hold of a place that was noted earlier, `link` being the one that stands there now. A record that was cut
 * off at its end, or written anew from some link on, is whole by itself: only by such a place is it known.
 */
export function checkPlace({ position, hash }: ChainPlace, link: ChainLink | null): ChainFinding[] {
  const standing = position === chainStart.position ? chainStart.hash : link?.hash
  if (standing === hash) return []
  const [fault, what] =
    link === null
      ? (['missing-link', 'is not there: the record was cut off before it, or it was taken out'] as const)
      : (['broken', 'is another one than was noted: the record was written anew, up to it or beyond'] as const)
  return [{ fault, position, kind: null, subject: null, message: `Link ${position} ${what}.` }]
}

export const placeOf = ({ position, hash }: ChainLink): ChainPlace => ({ position, hash })

const named = ({ position, kind, subject }: ChainLink) => ({ position, kind, subject })

type Fault = Pick<ChainFinding, 'fault' | 'message'>

function linkFaults(last: ChainPlace, link: ChainLink, sha256: Sha256): Fault[] {
  const { position, previous, hash } = link
  if (position <= last.position) {
    const message = `Link ${position} stands behind link ${last.position}: links were put into another order, or in twice.`
    return [{ fault: 'broken', message }]
  }
  if (position > last.position + 1) {
    const gap =
      last.position + 1 === position - 1
        ? `Link ${position - 1} is missing from the chain: what it`
        : `Links ${last.position + 1} to ${position - 1} are missing from the chain: what they`
    return [{ fault: 'missing-link', message: `${gap} stood for was taken out of the record.` }]
  }
  if (previous !== last.hash) {
    return [
      {
        fault: 'broken',
        message: `Link ${position} does not continue link ${last.position}: links were changed or put into another order.`,
      },
    ]
  }
  if (hash !== sha256(chainedText(link))) {
    return [
      { fault: 'broken', message: `Link ${position} is not the one that was written: something in it was changed.` },
    ]
  }
  return []
}

function recordFaults(chained: ChainedRecord, sha256: Sha256, areDetailsGiven: boolean): Fault[] {
  const { link, record, expired = null } = chained
  const name = inWords(link)
  if (record === null && expired === 'record') return []
  if (record === null) return [{ fault: 'missing', message: `${name} is on the chain, and gone from the record.` }]
  if (sha256(record) !== link.recordHash) {
    return [{ fault: 'changed', message: `${name} is not as it was recorded: it was changed afterwards.` }]
  }
  if (chained.isCovered === false) {
    return [
      { fault: 'uncovered', message: `${name} stands in no entry of the record: nobody is said to have asked for it.` },
    ]
  }
  return areDetailsGiven ? detailsFaults(chained, name, sha256) : []
}

function detailsFaults(
  { link, details, expired = null, erasedTo }: ChainedRecord,
  name: string,
  sha256: Sha256,
): Fault[] {
  const wanted = erasedTo ?? link.detailsHash
  if (details === null && (wanted === null || expired !== null)) return []
  if (details !== null && sha256(details) === wanted) return []
  const what =
    details === null
      ? `The traces of ${name} are gone, though they have not expired.`
      : `The traces of ${name} are not as they were recorded${erasedTo ? ', nor as the last erasure left them' : ''}: they were changed afterwards.`
  return [{ fault: 'changed', message: what }]
}

/** A record that no link stands for: put in by the side of the service. */
export function unchained(kind: ChainedKind, subject: string): ChainFinding {
  const message = `${inWords({ kind, subject })} stands in the record, and no link of the chain stands for it: it was put in afterwards.`
  return { fault: 'unchained', position: null, kind, subject, message }
}

/** A run whose rules are found by another status or trigger than it has: a search passes it over, or finds what is not. */
export function misfiled(position: number, subject: string): ChainFinding {
  const message = `${inWords({ kind: 'run', subject })} is as it was recorded, but searched and counted by another status or trigger than it has: the copies of these beside its rules were changed afterwards.`
  return { fault: 'changed', position, kind: 'run', subject, message }
}

function inWords({ kind, subject }: Pick<ChainLink, 'kind' | 'subject'>): string {
  if (kind === 'entry') return `Entry ${subject}`
  if (kind === 'run') return `Run ${subject}`
  if (kind === 'erasure') return `The erasure in run ${subject.split(' ')[0]}`
  return `Rule version ${subject}`
}
