import type { Invitation, Role, Session, User } from '../../../core/people/person.ts'
import type { Caller } from '../../credentials.ts'

export type SignedIn = { status: 'signed-in'; user: User; session: string; expiresAt: string }
export type WeakPassword = { status: 'weak-password'; fault: string }
/** People sign in by the provider only. */
export type PasswordsOff = { status: 'passwords-off' }
export type Limited = { status: 'limited'; retryAfterSeconds: number }

/** `browser` is what it names itself, `address` where the request came from. */
export type PeopleDeps = {
  people: {
    /** Whether people may sign in with passwords, and so have them. */
    hasPasswords: boolean
    /** One outcome, in the same time, for a wrong password, an unknown address and a disabled user. */
    signIn(attempt: {
      email: string
      password: string
      address: string
      browser: string | null
    }): Promise<SignedIn | { status: 'refused' } | Limited | PasswordsOff>
    /** Whether nobody has an account yet. */
    isFirst(): Promise<boolean>
    /** `password`: null where there are none. */
    createFirst(request: {
      name: string
      email: string
      password: string | null
      browser: string | null
      caller: Caller
    }): Promise<SignedIn | WeakPassword | { status: 'not-first' } | { status: 'password-missing' } | PasswordsOff>
    /** Ends one session, of that user where one is named. False: there is none in force. */
    endSession(request: { id: string; userId: string | null; caller: Caller }): Promise<boolean>
    /** Ends the session of this cookie, if it is one: its browser has another now. */
    endFormerSession(cookie: string): Promise<void>
    /** How many there were. */
    endAllSessions(request: { userId: string; caller: Caller }): Promise<number>
    sessionsOf(userId: string): Promise<Session[]>
    findUser(id: string): Promise<User | null>
    /** `currentPassword` is asked for with a new one, if there is one. */
    changeOwn(request: {
      caller: Caller
      address: string
      name?: string | undefined
      password?: string | undefined
      currentPassword?: string | undefined
    }): Promise<
      | { status: 'changed'; user: User }
      | { status: 'absent' }
      | { status: 'wrong-password' }
      | WeakPassword
      | Limited
      | PasswordsOff
    >
    listUsers(): Promise<User[]>
    changeUser(request: {
      id: string
      change: { role?: Role; isDisabled?: boolean }
      caller: Caller
    }): Promise<
      | { status: 'changed'; user: User; tokensLeft: { id: string; name: string }[] }
      | { status: 'absent' }
      | { status: 'last-administrator' }
    >
    invite(request: {
      email: string
      role: Role
      expiresInHours: number
      caller: Caller
    }): Promise<
      | { status: 'made'; invitation: Invitation; link: string }
      | { status: 'has-account'; user: { id: string; disabledAt: string | null } }
    >
    /** Absent: there is no such user, or they are disabled. */
    inviteToRenew(request: {
      userId: string
      expiresInHours: number
      caller: Caller
    }): Promise<{ status: 'made'; invitation: Invitation; link: string } | { status: 'absent' } | PasswordsOff>
    openInvitations(): Promise<Invitation[]>
    /** Null: it is unknown, used, withdrawn or expired. */
    findInvitation(token: string): Promise<Invitation | null>
    withdrawInvitation(request: { id: string; caller: Caller }): Promise<boolean>
    acceptInvitation(request: {
      token: string
      name: string | null
      password: string
      browser: string | null
    }): Promise<SignedIn | WeakPassword | { status: 'refused' } | { status: 'name-missing' } | PasswordsOff>
  }
}
