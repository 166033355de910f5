import type { Link } from '../deal/link.ts'
import type { Basis } from '../deal/link-edits.ts'
import type { DealSnapshot } from '../deal/snapshot.ts'
import type { Pending } from '../decision/overwriting.ts'
import type { OwnWork } from '../decision/round.ts'
import type { HeldFinding } from '../guards/hold.ts'
import type { Quarantine } from '../guards/quarantine.ts'
import type { WritingRun } from '../guards/swing.ts'
import type { Role, Session } from '../people/person.ts'
import type { RuleDocument } from '../rules/rule.ts'
import type { Deed } from '../runs/deed.ts'
import type { Operation, RuleResult, Run } from '../runs/run.ts'

/** One page of a list, newest first; `nextCursor` is null on the last. */
export type Page<Item> = { items: Item[]; nextCursor: string | null }

/** `pending`: waits for a run. `done`: a run answered it. `ignored`: no live or shadow rule listens to it. */
export const eventStatuses = ['pending', 'done', 'ignored'] as const
export type EventStatus = (typeof eventStatuses)[number]

/** One accepted message from Bitrix24 in the journal. `dealId` is null for events that name no deal: see `note`. */
export type JournalEvent = {
  id: string
  event: string
  dealId: number | null
  receivedAt: string
  status: EventStatus
  runId: string | null
  /** The company or contact that it is about. */
  aboutId?: number | null
  /** What became of it, where no run says so. */
  note?: string | null
}

/** A stored rule: the latest version of its document. */
export type RuleRecord = { rule: RuleDocument; version: number; savedAt: string; savedBy: string }
export type RuleVersion = RuleRecord & { note: string | null }

/**
 * Why a deal is to be run without an event of its own. `run`: somebody asked. `backfill`: it is among the deals of a
 * backfill. `event`: a company's or contact's event concerns it. `revert`: what a run did is to be taken back. `sweep`: the
 * portal says that it has changed, and no event has told of it.
 */
export const requestKinds = ['run', 'backfill', 'event', 'revert', 'sweep'] as const
export type RequestKind = (typeof requestKinds)[number]

/** What the run is to do differently from a run by hand; null where nothing. */
export type RequestTerms =
  /** `shadow` holds every rule back, whatever its mode; `rules`: only these, null: all. `event`: what conditions read. */
  | { type: 'backfill'; mode: 'shadow' | 'live'; rules: string[] | null; event: 'backfill' | 'schedule' }
  /** An event of something else than the deal, with its ids in the journal. */
  | { type: 'event'; event: string; eventIds: string[] }
  /** The events that what a sweep found counts as. */
  | { type: 'sweep'; events: string[] }
  /** `force`: even if the links have changed since that run. */
  | { type: 'revert'; runId: string; force: boolean }
  /** What a held rule would change on the deal is to be done, by the rule as it is now. */
  | { type: 'release'; ruleKey: string; holdId: string }

/** A wish that a deal be run, until a run has answered it. */
export type RunRequest = {
  id: string
  dealId: number
  kind: RequestKind
  /** The job that it is part of. */
  jobId: string | null
  terms: RequestTerms | null
  requestedAt: string
  requestedBy: string
  runId: string | null
}

/** A run that began to write and has not been recorded yet: what it had seen and meant, so that the next try can finish it. */
export type UnfinishedRun = {
  runId: string
  startedAt: string
  linksBefore: Link[]
  rules: RuleResult[]
  operations: Operation[]
  /** What rules had done to the deal, this run's writes included; absent in what an older version left. */
  deeds?: Deed[]
  /** The links as it knew them, and what of people's it owes them; absent in what an older version left. */
  basis?: Basis
  /** The request with writes of which no answer is known; null: there is none. Absent in what an older version left. */
  pending?: Pending | null
  /** Whom it had linked and chosen; absent in what an older version left. */
  own?: OwnWork
  /** The requests that it answers; absent in what an older version left. */
  requestIds?: string[]
}

/** A person let the rules do again on a deal what people had undone. */
export type DealRelease = { releasedAt: string; releasedBy: string; forgotten: Deed[] }

/** Everything that is kept about one deal and bears on its next run. */
export type DealMemory = {
  snapshot: DealSnapshot | null
  deeds: Deed[]
  unfinished: UnfinishedRun | null
  /** Set while the deal is not to be written. */
  quarantine: Quarantine | null
  /** Its latest runs that wrote since it was last released, as far back as `swingReach`, oldest first. */
  writingRuns: WritingRun[]
  /** Waiting, oldest first. */
  events: JournalEvent[]
  requests: RunRequest[]
}

/** What one finished run leaves behind; recorded as a whole or not at all. */
export type RunRecord = {
  run: Run
  /** Journal events and requests that this run answers. */
  eventIds: string[]
  requestIds: string[]
  /** What the next run compares with; null leaves the last one standing. */
  snapshot: DealSnapshot | null
  /** Every deed of this deal from now on; null leaves them as they are. */
  deeds: Deed[] | null
  /** Set where the deal is not to be written from now on. */
  quarantine?: Quarantine | null
  /** What it found of rules that are held. */
  held?: HeldFinding[]
}

export type ApiTokenKind = 'api' | 'sign-in'
export type ApiToken = {
  id: string
  name: string
  kind: ApiTokenKind
  role: Role
  /** By name; null where it is not known. */
  createdBy: string | null
  createdAt: string
  lastUsedAt: string | null
  expiresAt: string | null
  revokedAt: string | null
}
/** `session`: of whoever used a start's link, while it is in force; it belongs to no account. */
export type ListedToken = ApiToken & { session: Session | null }
