import type { Config } from '../../config/config.ts'
import type { Settings } from '../../database/record/noted-settings.ts'

/**
 * What the environment says of who is let in, who has to agree and how long things are kept, by its variables: whoever
 * rules the machine can change it, and the record is to show it. No secrets are among them.
 */
export function settingsOnRecord({ doors, openid, retention, apiToken }: Config): Settings {
  const { eventSources, trustedProxies, fourEyes, breachedPasswordsUrl } = doors
  const { personalDataDays, runsDays, eventsDays } = retention
  const sources =
    eventSources === null ? [] : [...(eventSources.published ? ['published'] : []), ...eventSources.ranges]
  const unknown = openid?.unknownPeople ?? null
  return {
    BINDERY_API_TOKEN: apiToken === null ? none : 'set',
    FOUR_EYES: fourEyes ? '1' : '0',
    BREACHED_PASSWORDS_URL: breachedPasswordsUrl === null ? none : 'set',
    TRUSTED_PROXIES: inWords(trustedProxies),
    BITRIX24_EVENT_SOURCES: inWords(sources),
    OIDC_ISSUER: openid?.issuer ?? none,
    OIDC_ONLY: openid?.isOnlyWay === true ? '1' : '0',
    OIDC_ACR: inWords(openid?.strength.acr ?? []),
    OIDC_AMR: inWords(openid?.strength.amr ?? []),
    OIDC_DEFAULT_ROLE: unknown?.role ?? none,
    OIDC_EMAIL_DOMAINS: inWords(unknown?.emailDomains ?? []),
    RETENTION_PERSONAL_DATA: span(personalDataDays),
    RETENTION_RUNS: span(runsDays),
    RETENTION_EVENTS: span(eventsDays),
  }
}

const none = ''
const inWords = (entries: readonly string[]) => entries.join(' ')
const span = (days: number | null) => (days === null ? 'forever' : `${days}d`)
