import { z } from 'zod'
import type { ConfigFault } from './faults.ts'
import { isSafeAddress } from './safe-address.ts'

/** The organisation's own OpenID Connect provider. */
export type OpenidConfig = {
  issuer: string
  clientId: string
  /** Null for a client that the provider registered without one. */
  clientSecret: string | null
  /** What the sign-in page calls it; null: "your organisation". */
  name: string | null
  /** What people become whom nobody has invited; null: nothing, they are refused. */
  unknownPeople: { role: 'viewer' | 'editor'; emailDomains: string[] } | null
  /** Nobody signs in with a password. */
  isOnlyWay: boolean
  /** What the provider has to say of how somebody signed in there: one of each list, where it is not empty. */
  strength: { acr: readonly string[]; amr: readonly string[] }
}

const Domain = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/

const Names = z
  .string()
  .transform((text) => [...new Set(text.split(/[\s,]+/).filter((name) => name !== ''))])
  .refine((names) => names.length > 0, 'Holds no name. Give what the provider calls it, or leave it out.')
  .optional()

export const openidVariables = {
  OIDC_ISSUER: z
    .string()
    .refine(isSafeAddress, {
      error:
        'Not an issuer. Give the address that the provider calls itself, such as https://accounts.google.com, with https; plain http only for a loopback address.',
    })
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(50, 'Longer than 50 characters. Give a short name, as Google.').optional(),
  OIDC_DEFAULT_ROLE: z
    .enum(['viewer', 'editor'], {
      error: ({ input }) =>
        `"${String(input)}" cannot be given to people whom nobody invited. Give viewer or editor, or leave it out: administrators are made by administrators.`,
    })
    .optional(),
  OIDC_EMAIL_DOMAINS: z
    .string()
    .transform((text) => text.split(',').map((domain) => domain.trim().toLowerCase().replace(/^@/, '')))
    .refine((domains) => domains.every((domain) => Domain.test(domain)), {
      error: 'Holds what is not a domain. Give domains separated by commas, such as example.com,example.org.',
    })
    .optional(),
  OIDC_ONLY: z
    .enum(['0', '1'], { error: ({ input }) => `"${String(input)}" is neither 1 nor 0. Set it to 1, or leave it out.` })
    .default('0'),
  OIDC_ACR: Names,
  OIDC_AMR: Names,
}

type Given = { [Name in keyof typeof openidVariables]?: z.output<(typeof openidVariables)[Name]> }

/** Null where no provider is set. Only what `openidFaults` finds nothing wrong with makes sense. */
export function openidConfig(given: Given): OpenidConfig | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_DEFAULT_ROLE: role } = given
  if (issuer === undefined || clientId === undefined) return null
  return {
    issuer,
    clientId,
    clientSecret: given.OIDC_CLIENT_SECRET ?? null,
    name: given.OIDC_NAME ?? null,
    unknownPeople: role === undefined ? null : { role, emailDomains: given.OIDC_EMAIL_DOMAINS ?? [] },
    isOnlyWay: given.OIDC_ONLY === '1',
    strength: { acr: given.OIDC_ACR ?? [], amr: given.OIDC_AMR ?? [] },
  }
}

/** What does not fit together; looked for in the texts themselves. */
export function openidFaults(given: Record<string, string | undefined>): ConfigFault[] {
  const isGiven = (name: string) => given[name] !== undefined && !(name === 'OIDC_ONLY' && given[name] === '0')
  const names = Object.keys(openidVariables).filter(isGiven)
  if (names.length === 0) return []
  const faults: ConfigFault[] = []
  if (given.OIDC_ISSUER === undefined) {
    const message = `Missing, and ${names[0]} is set. Give the provider's issuer, or leave every OIDC_ variable out.`
    faults.push({ variable: 'OIDC_ISSUER', message })
  }
  if (given.OIDC_CLIENT_ID === undefined) {
    const message = 'Missing. Register Bindery at the provider and copy the client id that it gives.'
    faults.push({ variable: 'OIDC_CLIENT_ID', message })
  }
  if (given.OIDC_DEFAULT_ROLE !== undefined && given.OIDC_EMAIL_DOMAINS === undefined) {
    const message =
      'Missing, and OIDC_DEFAULT_ROLE lets people in whom nobody invited. Say whose addresses, such as example.com: many providers know people of every organisation.'
    faults.push({ variable: 'OIDC_EMAIL_DOMAINS', message })
  }
  return faults
}
