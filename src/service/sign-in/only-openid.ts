import type { DoctorCheck } from '../../cli/deps.ts'
import type { OpenidConfig } from '../../config/openid.ts'
import type { Database } from '../../database/connection/open.ts'
import { DatabaseUnavailable } from '../../database/connection/unavailable.ts'
import { countOpenidAdministrators } from '../../database/people/users.ts'
import type { Logger } from '../../log.ts'
import { checkOpenid } from './openid-check.ts'

const name = 'signing in by the provider only'

/** Whether some administrator gets in where nobody signs in with a password. */
export async function checkOnlyOpenid(database: Database, { issuer }: OpenidConfig): Promise<DoctorCheck> {
  const count = await countOpenidAdministrators(database, issuer)
  if (count > 0) {
    const who = count === 1 ? 'one administrator has' : `${count} administrators have`
    return { name, status: 'ok', message: `${who} signed in by it already.`, remedy: null }
  }
  const message =
    'OIDC_ONLY is set, and no administrator has signed in by the provider yet: until one has, only the one-time link of a start lets an administrator in.'
  const remedy =
    'Open that link, and under Settings → People have an administrator, with an account or an invitation, of an e-mail address that the provider vouches for. Then sign in by the provider once.'
  return { name, status: 'warning', message, remedy }
}

/** The same where the database may be away; whoever looks is told that it could not be looked at. */
export async function checkOnlyOpenidIn(open: () => Promise<Database>, config: OpenidConfig): Promise<DoctorCheck> {
  try {
    const database = await open()
    try {
      return await checkOnlyOpenid(database, config)
    } finally {
      await database.close()
    }
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error
    const message = 'whether an administrator has signed in by it yet cannot be looked at, as the database cannot.'
    return { name, status: 'unknown', message, remedy: 'The log of the start says it as well.' }
  }
}

/** Says at the start what keeps everybody out where nobody signs in with a password; it may be mended later. */
export async function sayWhoIsKeptOut(
  database: Database,
  { config, publicUrl, log }: { config: OpenidConfig; publicUrl: string; log: Logger },
): Promise<void> {
  try {
    for (const check of [await checkOnlyOpenid(database, config), await checkOpenid(config, publicUrl)]) {
      const said = `${check.name}: ${check.message} ${check.remedy ?? ''}`.trim()
      if (check.status === 'failed') log.error(said)
      if (check.status === 'warning') log.warn(said)
    }
  } catch (error) {
    log.warn({ err: error }, 'whether anybody can sign in by the provider could not be looked at')
  }
}
