import { pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { Role } from '../../core/people/person.ts'
import type { ApiTokenKind } from '../../core/turns/store.ts'
import { instant, words } from './columns.ts'

/** Keys of programs, and one-time links of starts, of the whole deployment. Only a hash is kept: 256 random bits need no salt. */
export const apiTokens = pgTable(
  'api_tokens',
  {
    id: uuid().primaryKey(),
    name: words().notNull(),
    kind: text().$type<ApiTokenKind>().notNull(),
    role: text().$type<Role>().notNull().default('administrator'),
    sha256: text().notNull(),
    createdBy: words('created_by'),
    /** The user who made it, also by a token of theirs. */
    createdById: uuid('created_by_id'),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [uniqueIndex('api_tokens_sha256').on(table.sha256)],
)
