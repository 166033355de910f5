import { pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { portalId } from './portals.ts'

/** Which process spends each portal's request allowance. */
export const leases = pgTable('leases', {
  portalId: portalId().primaryKey(),
  /** The process, as it names itself. */
  holder: text().notNull(),
  heldUntil: instant('held_until').notNull(),
})
