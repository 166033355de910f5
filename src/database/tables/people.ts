import { index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { Role } from '../../core/people/person.ts'
import { instant, words } from './columns.ts'

/** People with an account. Rows are never deleted: what they did names them. */
export const users = pgTable(
  'users',
  {
    id: uuid().primaryKey(),
    /** In small letters, so that one person has one account. */
    email: words().notNull(),
    name: words().notNull(),
    role: text().$type<Role>().notNull(),
    /** With its salt and parameters; null for who signs in elsewhere. */
    passwordHash: text('password_hash'),
    /** Issuer and subject of an OpenID Connect provider. */
    openidSubject: words('openid_subject'),
    createdAt: instant('created_at').notNull(),
    lastSignInAt: instant('last_sign_in_at'),
    disabledAt: instant('disabled_at'),
  },
  (table) => [uniqueIndex('users_email').on(table.email), uniqueIndex('users_openid_subject').on(table.openidSubject)],
)

/** Browsers that are signed in. Only a hash of the cookie is kept: 256 random bits need no salt. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid().primaryKey(),
    /** Null: by a start's one-time link, without an account. */
    userId: uuid('user_id').references(() => users.id),
    sha256: text().notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    /** As the browser names itself. */
    browser: words(),
  },
  (table) => [uniqueIndex('sessions_sha256').on(table.sha256), index('sessions_of_user').on(table.userId)],
)

/** One-time links by which somebody gets an account, or a new password for the one they have. */
export const invitations = pgTable(
  'invitations',
  {
    id: uuid().primaryKey(),
    email: words().notNull(),
    role: text().$type<Role>().notNull(),
    /** Whose password it renews; null: it makes an account. */
    userId: uuid('user_id').references(() => users.id),
    sha256: text().notNull(),
    createdAt: instant('created_at').notNull(),
    createdBy: words('created_by').notNull(),
    /** The user who made it, also by a token of theirs. */
    createdById: uuid('created_by_id'),
    expiresAt: instant('expires_at').notNull(),
    acceptedAt: instant('accepted_at'),
    withdrawnAt: instant('withdrawn_at'),
  },
  (table) => [uniqueIndex('invitations_sha256').on(table.sha256), index('invitations_of_email').on(table.email)],
)
