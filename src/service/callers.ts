import type { Database } from '../database/open.ts'
import { createBreachedPasswords } from './breached-passwords.ts'
import { createCredentials } from './credentials.ts'
import { createOpenid } from './openid.ts'
import type { Parts } from './parts.ts'
import { createPasswords } from './passwords.ts'
import { createPeople } from './people.ts'
import type { RefusedSignIns } from './refused-sign-ins.ts'
import type { ServiceOptions } from './service.ts'
import { createSignInLimit } from './sign-in-limit.ts'

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
  { config, log, passwordCost, signInLimits }: ServiceOptions,
  { database, publicUrl, localToken, refusedSignIns, now }: CallersParts,
): Pick<Parts, 'credentials' | 'people' | 'openid'> {
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
