/** What is kept about runs and the deals they belong to. */
export { dealDeeds, dealSnapshot, rememberDeal, saveUnfinished } from './deal-memory.ts'
export { recordRun } from './record-run.ts'
export { findRun, listRuns, type RunFilter } from './run-lists.ts'
export { countsForStatus, type StatusCounts } from './status-counts.ts'
