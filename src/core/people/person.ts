import { z } from 'zod'

/** From the least to the most: each may do what the ones before it may. */
export const roles = ['viewer', 'editor', 'administrator'] as const
export const Role = z.enum(roles, { error: `not a role; give one of ${roles.join(', ')}` }).meta({
  description: 'viewer: sees everything but people and tokens; editor: also changes rules and runs deals.',
})
export type Role = z.output<typeof Role>

export const isAtLeast = (role: Role, needed: Role) => roles.indexOf(role) >= roles.indexOf(needed)

/**
 * Who did something, as the record names them: a person with an account, an API token, somebody who came by the
 * one-time link of a start, this machine's command line or configured token, or nobody that we know.
 */
export type Actor = {
  kind: 'user' | 'token' | 'link' | 'machine' | 'stranger'
  /** Of the user or token; null for the others. */
  id: string | null
  name: string
}

export const actorOf = ({ kind, id, name }: Actor): Actor => ({ kind, id, name })

/** A person with an account. */
export type User = {
  id: string
  /** In small letters. */
  email: string
  name: string
  role: Role
  createdAt: string
  lastSignInAt: string | null
  /** Since when they may not sign in; null: they may. */
  disabledAt: string | null
}

/** One browser that is signed in. */
export type Session = { id: string; createdAt: string; lastUsedAt: string; expiresAt: string; browser: string | null }

/** How long such a link works unless told. An invitation waits to be found; for a new password somebody sits and waits. */
export const usualLinkHours = { invitation: 24, newPassword: 1 } as const

/** A one-time link that was sent to somebody and not used yet. */
export type Invitation = {
  id: string
  email: string
  role: Role
  /** Whose password it renews; null: it makes an account. */
  userId: string | null
  createdAt: string
  createdBy: string
  expiresAt: string
}

/** Told to whoever asks for what their role does not allow; the console says it in its own words. */
export const roleTooLow = (needed: Role, { name, role }: { name: string; role: Role }): string =>
  `This needs the role ${needed}, and ${name} has the role ${role}. An administrator can change that.`
