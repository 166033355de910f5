import { type Link, primaryIdOf, sameLinks } from '../deal/link.ts'
import type { BudgetPlan } from '../jobs/budget.ts'
import type { Run } from '../runs/run.ts'
import { type ChangeSince, changesSince, revertedLinks } from './revert.ts'

type DealRun = Pick<Run, 'id' | 'linksBefore' | 'linksAfter'>

/** What taking back some runs of one deal would come to. */
export type DealForecast = {
  dealId: number
  /** Those runs, the newest first. */
  runIds: string[]
  /** Of these, the ones that would be left, as the contacts have changed since; with force there are none. */
  leftRunIds: string[]
  linksNow: Link[]
  linksAfter: Link[]
  /** What has changed since the newest of them. */
  changedSince: ChangeSince[]
}

export type DealToForesee = {
  dealId: number
  /** At least one, the newest first. */
  runs: readonly DealRun[]
  linksNow: readonly Link[]
  /** The deal's runs after the newest of these. */
  later: readonly DealRun[]
  force: boolean
}

/** Takes the runs back one after the other, as their reverts will, on what the links are now. */
export function foreseeDeal({ dealId, runs, linksNow, later, force }: DealToForesee): DealForecast {
  const leftRunIds: string[] = []
  let links = linksNow
  for (const run of runs) {
    if (force || sameLinks(links, run.linksAfter)) links = revertedLinks(run, links).links
    else leftRunIds.push(run.id)
  }
  const [newest] = runs
  const changedSince = newest === undefined ? [] : changesSince(newest, linksNow, later)
  const runIds = runs.map(({ id }) => id)
  return { dealId, runIds, leftRunIds, linksNow: [...linksNow], linksAfter: [...links], changedSince }
}

/** What taking many runs back would come to, as far as it has been looked at. */
export type RevertForecast = {
  runs: number
  deals: number
  /** Deals whose contacts would change. */
  changing: number
  /** Contacts that would be linked again, unlinked again, and deals that would get their former primary contact. */
  linked: number
  unlinked: number
  primary: number
  /** Runs that would be left, as the contacts have changed since. */
  leftRuns: number
  leftDeals: number
  /** Deals on which something has changed since, and how many changes were people's (or other programs'). */
  changedDeals: number
  changesByPeople: number
  changesByRuns: number
  /** Deals that the portal does not have any more. */
  gone: number
  /** Other rules whose work in the same runs would go along, with in how many runs. */
  otherRules: Record<string, number>
  /** At most ten deals that have changed since, and ten others. */
  examples: DealForecast[]
}

export type RevertPreviewResult = RevertForecast & { plan: BudgetPlan }

const examplesOfAKind = 10

export function noForecast(): RevertForecast {
  return {
    runs: 0,
    deals: 0,
    changing: 0,
    linked: 0,
    unlinked: 0,
    primary: 0,
    leftRuns: 0,
    leftDeals: 0,
    changedDeals: 0,
    changesByPeople: 0,
    changesByRuns: 0,
    gone: 0,
    otherRules: {},
    examples: [],
  }
}

/** Adds one deal to the forecast. */
export function countForecast(sum: RevertForecast, deal: DealForecast): void {
  const { linksNow, linksAfter, changedSince, leftRunIds } = deal
  const [now, after] = [idsOf(linksNow), idsOf(linksAfter)]
  const byPeople = changedSince.filter(({ runId }) => runId === null).length
  sum.runs += deal.runIds.length
  sum.deals += 1
  sum.changing += sameLinks(linksNow, linksAfter) ? 0 : 1
  sum.linked += missingIn(now, after)
  sum.unlinked += missingIn(after, now)
  sum.primary += after.size > 0 && primaryIdOf(linksNow) !== primaryIdOf(linksAfter) ? 1 : 0
  sum.leftRuns += leftRunIds.length
  sum.leftDeals += leftRunIds.length > 0 ? 1 : 0
  sum.changedDeals += changedSince.length > 0 ? 1 : 0
  sum.changesByPeople += byPeople
  sum.changesByRuns += changedSince.length - byPeople
  const isChanged = changedSince.length > 0
  const alike = sum.examples.filter((example) => example.changedSince.length > 0 === isChanged)
  if (alike.length < examplesOfAKind) sum.examples.push(deal)
}

const missingIn = (there: ReadonlySet<number>, ids: ReadonlySet<number>) =>
  [...ids].filter((id) => !there.has(id)).length
const idsOf = (links: readonly Link[]) => new Set(links.map(({ contactId }) => contactId))
