import type { Database } from '../database/open.ts'
import { createCredentials } from './credentials.ts'
import { createOpenid } from './openid.ts'
import type { Parts } from './parts.ts'
import { createPasswords } from './passwords.ts'
import { createPeople } from './people.ts'
import type { ServiceOptions } from './service.ts'
import { createSignInLimit } from './sign-in-limit.ts'

type CallersParts = {
  database: Database
  publicUrl: string
  /** For commands on this machine. */
  localToken: string
  now(): Date
}

/** Who may come in, and how: by token, by password, by the organisation's own sign-in. */
export function callersOf(
  { config, log, passwordCost, signInLimits }: ServiceOptions,
  { database, publicUrl, localToken, now }: CallersParts,
): Pick<Parts, 'credentials' | 'people' | 'openid'> {
  const limit = createSignInLimit(signInLimits)
  return {
    credentials: createCredentials(database, { apiToken: config.apiToken, localToken, now }),
    people: createPeople({
      database,
      passwords: createPasswords(passwordCost),
      limit,
      isOpenidOnly: config.openid?.isOnlyWay ?? false,
      publicUrl,
      now,
    }),
    openid: config.openid && createOpenid({ database, publicUrl, now, log, limit, config: config.openid }),
  }
}
