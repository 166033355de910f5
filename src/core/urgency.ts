/** Whose work goes first when the portal's allowance is short; nobody waits for ever. */
export const urgencies = ['live', 'manual', 'backfill'] as const
export type Urgency = (typeof urgencies)[number]
