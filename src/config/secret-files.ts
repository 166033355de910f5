import { readFileSync } from 'node:fs'
import { type ConfigFault, ConfigurationError } from './faults.ts'

/** What may be in a file of its own, named by NAME_FILE: that is how containers and vaults hand secrets over. */
export const secretVariables = [
  'DATABASE_URL',
  'BITRIX24_WEBHOOK_URL',
  'BITRIX24_APPLICATION_TOKEN',
  'BINDERY_API_TOKEN',
  'OIDC_CLIENT_SECRET',
  'ALERT_WEBHOOK_URL',
  'ALERT_WEBHOOK_SECRET',
  'SMTP_URL',
  'OTEL_EXPORTER_OTLP_HEADERS',
] as const

type Environment = Record<string, string | undefined>

/** The environment with what the named files hold, read once; the same one where none is named. Throws `ConfigurationError`. */
export function withSecretFiles<Env extends Environment>(env: Env): Env {
  const named = secretVariables.flatMap((name) => {
    const file = env[`${name}_FILE`]?.trim() ?? ''
    return file === '' ? [] : [{ name, file }]
  })
  if (named.length === 0) return env
  const faults: ConfigFault[] = []
  const read: Environment = {}
  for (const { name, file } of named) {
    const told =
      (env[name]?.trim() ?? '') === '' ? secretIn(file) : { fault: `${name} is set as well. Give one of them.` }
    if ('fault' in told) faults.push({ variable: `${name}_FILE`, message: told.fault })
    else read[name] = told.secret
  }
  if (faults.length > 0) throw new ConfigurationError(faults)
  return { ...env, ...read }
}

function secretIn(file: string): { secret: string } | { fault: string } {
  try {
    const secret = readFileSync(file, 'utf8').trim()
    return secret === '' ? { fault: `${file} is empty. Write the value into it, and nothing else.` } : { secret }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return { fault: `${file} cannot be read (${code}). Name a file that this user may read.` }
  }
}
