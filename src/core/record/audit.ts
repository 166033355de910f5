import type { Actor } from '../people/person.ts'

/** What something was done to: `{ kind: 'rule', id: 'attach-primary' }`. */
export type AuditSubject = { kind: string; id: string | null }

/** One deed to be put on record. */
export type AuditNote = {
  actor: Actor
  /** Kind of thing and what was done to it, in small letters: `rule.saved`, `user.role-changed`. */
  action: `${string}.${string}`
  subject: AuditSubject
  /** What else is worth knowing, as JSON. Never a secret: no password, token or link. */
  details?: Record<string, unknown>
}

/** As it is kept; `sequence` grows with every entry, with gaps where a change did not come about. */
export type AuditEntry = {
  sequence: number
  at: string
  actor: Actor
  action: string
  subject: AuditSubject
  details: Record<string, unknown>
}
