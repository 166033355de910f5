/** What a person or an event waits for goes before what a job brings. */
export type Rank = 'first' | 'later'
export const priorityOf: Record<Rank, number> = { first: 1, later: 0 }
