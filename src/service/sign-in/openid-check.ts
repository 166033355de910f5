import type { DoctorCheck } from '../../cli/deps.ts'
import type { OpenidConfig } from '../../config/openid.ts'
import { openidCallbackPath } from '../../http/pages/openid-routes.ts'
import { discover } from './openid.ts'

const name = 'sign-in provider'
const needed = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const

/** Whether the provider says of itself what a sign-in needs. Whether it knows the client, only a sign-in tells. */
export async function checkOpenid(config: OpenidConfig, publicUrl: string): Promise<DoctorCheck> {
  const { issuer } = config
  const place = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  try {
    const metadata = (await discover(config)).known.serverMetadata()
    const missing = needed.filter((endpoint) => metadata[endpoint] === undefined)
    if (missing.length > 0) return failed(`${issuer} does not name its ${missing.join(', ')}.`, remedyAt(place))
    const callback = `${publicUrl}${openidCallbackPath}`
    const message = `${issuer} can be used. Whether it knows OIDC_CLIENT_ID, its secret and the address ${callback}, only a sign-in tells.`
    return { name, status: 'ok', message, remedy: null }
  } catch (error) {
    // The error's own words hold nothing but what the provider says of itself to everybody.
    const reason = error instanceof Error ? error.message : String(error)
    const harm = config.isOnlyWay ? 'nobody can sign in but by the link of a start' : 'nobody can sign in by it'
    return failed(`${issuer} cannot be used, so ${harm} (${reason}).`, remedyAt(place))
  }
}

const failed = (message: string, remedy: string): DoctorCheck => ({ name, status: 'failed', message, remedy })
const remedyAt = (place: string) =>
  `Open ${place} from this machine: it has to answer, and the "issuer" in it has to be OIDC_ISSUER to the letter.`
