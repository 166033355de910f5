import type { Config } from '../../config/config.ts'
import type { Database } from '../../database/connection/open.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { Logger } from '../../log.ts'
import { createBreachedPasswords } from './breached-passwords.ts'
import { createCredentials } from './credentials.ts'
import { createSignInLimit, type SignInLimits } from './limit.ts'
import { createOpenid } from './openid.ts'
import { createPasswords, type PasswordCost } from './passwords.ts'
import { createPeople } from './people.ts'
import type { RefusedSignIns } from './refused-tries.ts'

type CallersOptions = {
  config: Config
  log: Logger
  passwordCost?: PasswordCost | undefined
  signInLimits?: SignInLimits | undefined
}

export type Callers = {
  credentials: ReturnType<typeof createCredentials>
  people: ReturnType<typeof createPeople>
  openid: HttpDeps['openid']
}

type CallersParts = {
  database: Database
  publicUrl: string
  /** For commands on this machine. */
  localToken: string
  refusedSignIns: Pick<RefusedSignIns, 'record'>
  now(): Date
}

/** Who may come in, and how: by token, by password, by the organisation's own sign-in. */
export function callersOf(
  { config, log, passwordCost, signInLimits }: CallersOptions,
  { database, publicUrl, localToken, refusedSignIns, now }: CallersParts,
): Callers {
  const limit = createSignInLimit(signInLimits)
  const shared = { database, publicUrl, now, limit, refusedSignIns }
  return {
    credentials: createCredentials(database, { apiToken: config.apiToken, localToken, now }),
    people: createPeople({
      ...shared,
      passwords: createPasswords(passwordCost),
      isOpenidOnly: config.openid?.isOnlyWay ?? false,
      isBreached: createBreachedPasswords(config.doors.breachedPasswordsUrl, { log }),
    }),
    openid: config.openid && createOpenid({ ...shared, log, config: config.openid }),
  }
}
