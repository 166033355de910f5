import type { TraceNode } from '../core/conditions/trace.ts'
import type { Fields, SeenFacts } from '../core/deal/snapshot.ts'
import {
  backtestWithoutWords,
  factsWithoutWords,
  patternOf,
  traceWithoutWords,
  withoutContact,
  withoutWords,
  wordsOfContact,
} from '../core/record/erasure.ts'
import type { BacktestNumbers } from '../core/rules/backtest.ts'

export type StoredTrace = { runId: string; place: number; trace: TraceNode }
export type StoredSnapshot = { deal: Fields; facts: SeenFacts | null }

/** What is kept of one deal, while nobody else records a run of it. */
export type DealRecords = {
  snapshot: StoredSnapshot | null
  replaceSnapshot(snapshot: StoredSnapshot): Promise<void>
  /** A page of the deal's traces, by run; none after the last. */
  traces(afterRun: string | null): Promise<StoredTrace[]>
  /** Puts the erasure on record as well. */
  replaceTraces(runId: string, traces: StoredTrace[]): Promise<void>
}

export type EraseContactDeps = {
  /** As it is in the portal; null: it is not there, or may not be read. `unknown`: the portal did not answer. */
  readContact(contactId: number): Promise<Fields | null | 'unknown'>
  /** What runs had read of it, as it is kept with deals. */
  keptFields(contactId: number): Promise<Fields[]>
  /** By which phones and mails runs had found it, as far as that is kept with deals. */
  keptAddresses(contactId: number): Promise<string[]>
  /** Deals that it was ever linked to or read for, as far as is known. */
  dealsOf(contactId: number): Promise<number[]>
  withDeal<Result>(dealId: number, work: (records: DealRecords) => Promise<Result>): Promise<Result>
  /** Takes the contact out of answered events about it. How many. */
  eraseEvents(contactId: number): Promise<number>
  /** Replaces the traces of runs that are under way, where others come out. How many runs. */
  replaceUnfinished(replaced: (trace: TraceNode) => TraceNode): Promise<number>
  /** Replaces the numbers of backtests that nobody works on, where others come out. How many. */
  replaceBacktests(replaced: <Numbers extends BacktestNumbers>(numbers: Numbers) => Numbers): Promise<number>
}

export type ContactErased = {
  contactId: number
  deals: number
  snapshots: number
  runs: number
  events: number
  jobs: number
  /** Whether the portal still has it; null: it did not say. Then the next run of a deal may read it again. */
  isInPortal: boolean | null
}

/**
 * Forgets what is kept of a contact: its fields wherever a run had read them, and the words by which it is known, `also`
 * among them, wherever they stand in snapshots, traces and backtests of its deals, and in runs that are under way. Its number stays. To repeat it does no harm.
 */
export async function eraseContact(
  deps: EraseContactDeps,
  { contactId, also }: { contactId: number; also: readonly string[] },
): Promise<ContactErased> {
  const [present, kept, addresses, dealIds] = await Promise.all([
    deps.readContact(contactId),
    deps.keptFields(contactId),
    deps.keptAddresses(contactId),
    deps.dealsOf(contactId),
  ])
  const known = present === null || present === 'unknown' ? kept : [present, ...kept]
  const words = patternOf([...also, ...addresses, ...known.flatMap(wordsOfContact)])
  // First: what is kept of one under way may be recorded as soon as it is told.
  const unfinished = words === null ? 0 : await deps.replaceUnfinished((trace) => traceWithoutWords(trace, words))
  const erased = { snapshots: 0, runs: unfinished, deals: 0 }
  for (const dealId of dealIds) {
    const { isSnapshot, runs } = await deps.withDeal(dealId, (records) => eraseInDeal(records, contactId, words))
    if (isSnapshot) erased.snapshots += 1
    erased.runs += runs
    if (isSnapshot || runs > 0) erased.deals += 1
  }
  return {
    contactId,
    ...erased,
    events: await deps.eraseEvents(contactId),
    jobs: words === null ? 0 : await deps.replaceBacktests((numbers) => backtestWithoutWords(numbers, words)),
    isInPortal: present === 'unknown' ? null : present !== null,
  }
}

async function eraseInDeal(
  records: DealRecords,
  contactId: number,
  words: RegExp | null,
): Promise<{ isSnapshot: boolean; runs: number }> {
  const { snapshot } = records
  const replaced = snapshot && {
    deal: withoutWords(snapshot.deal, words) as Fields,
    facts: snapshot.facts && factsWithoutWords(withoutContact(snapshot.facts, contactId), words),
  }
  const isSnapshot = replaced?.deal !== snapshot?.deal || replaced?.facts !== snapshot?.facts
  if (replaced !== null && isSnapshot) await records.replaceSnapshot(replaced)
  let runs = 0
  let after: string | null = null
  for (;;) {
    const page = await records.traces(after)
    const last = page.at(-1)
    if (last === undefined) return { isSnapshot, runs }
    after = last.runId
    for (const [runId, traces] of Map.groupBy(page, (trace) => trace.runId)) {
      const changed = traces
        .map((one) => ({ ...one, trace: traceWithoutWords(one.trace, words) }))
        .filter(({ trace }, index) => trace !== traces[index]?.trace)
      if (changed.length === 0) continue
      await records.replaceTraces(runId, changed)
      runs += 1
    }
  }
}
