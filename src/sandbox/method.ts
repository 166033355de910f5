import type { SandboxBehaviour } from './behaviour.ts'
import type { Crm } from './crm.ts'
import type { Params } from './decode.ts'
import type { Directories } from './directories.ts'
import type { Fields } from './fields.ts'
import type { Records } from './records.ts'
import type { Rights } from './rights.ts'

/** A notification that somebody of the portal was sent. */
export type SandboxNotification = { userId: number; type: 'USER' | 'SYSTEM'; message: string }

/** What methods work on. */
export type PortalState = {
  records: Records
  fields: Fields
  directories: Directories
  rights: Rights
  behaviour: SandboxBehaviour
  crm: Crm
  /** What people were notified of, oldest first. */
  notifications: SandboxNotification[]
  clock: () => number
  /** Owner of the inbound webhook; every call runs in this person's name. */
  ownerId: number
}

export type Answer = { result: unknown; total?: number; next?: number }

/** A REST method. `scope` `null`: any credential may call it. */
export type Method = {
  scope: readonly string[] | null
  answer(params: Params, portal: PortalState): Answer
}

export type Methods = ReadonlyMap<string, Method>

export const crmMethod = (answer: Method['answer']): Method => ({ scope: ['crm'], answer })
