import { badRequest, Refusal } from '../../refusal.ts'
import type { Limited, WeakPassword } from './deps.ts'

export const weakPassword = ({ fault }: WeakPassword) => badRequest([{ path: '/password', message: fault }])

export const passwordMissing = () => badRequest([{ path: '/password', message: 'a password is needed' }])

export const passwordsOff = () =>
  new Refusal(
    403,
    'passwords_off',
    'Nobody signs in with a password here, so nothing was done with one. Sign in with the provider that the sign-in page names.',
  )

export const tooManyTries = ({ retryAfterSeconds }: Limited) =>
  new Refusal(
    429,
    'too_many_tries',
    `Too many tries to sign in. Wait ${Math.ceil(retryAfterSeconds / 60)} minutes, then try again; an administrator can make a link for a new password.`,
    { headers: { 'Retry-After': String(retryAfterSeconds) } },
  )

export const wrongPassword = () =>
  new Refusal(403, 'wrong_password', 'That is not your current password. Nothing was changed.')

/** The same words whether the address is unknown, the password wrong or the user disabled. */
export const signInRefused = () =>
  new Refusal(
    401,
    'sign_in_refused',
    'The e-mail address or the password is not right, or the account is disabled. Try again, or ask an administrator for a link for a new password.',
  )

export const spentInvitation = () =>
  new Refusal(
    410,
    'invitation_spent',
    'This invitation does not work any more: it was used, withdrawn or replaced, has expired, or was not copied as a whole. Ask an administrator for another.',
  )

export const noAccount = () =>
  new Refusal(
    409,
    'no_account',
    'You are not signed in with an account: there is nothing of your own to see or change.',
  )
