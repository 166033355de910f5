/** What is kept about runs and the deals they belong to. */
export { dealDeeds, dealSnapshot, rememberDeal, rememberDealIn, rememberDeals } from './deal-memory.ts'
export { recordRun, recordRuns, recordRunsIn } from './record-runs.ts'
export { releaseDeal, releasesOf } from './releases.ts'
export { findRun, listRuns, type RunFilter } from './run-lists.ts'
export { countsForStatus, type StatusCounts } from './status-counts.ts'
export { forgetUnfinished, saveUnfinished, saveUnfinishedRuns } from './unfinished-runs.ts'
