import { z } from 'zod'
import { rangesOf } from '../address-ranges.ts'
import type { ConfigFault } from './faults.ts'
import { isSafeAddress } from './safe-address.ts'

/** Who is let in, and how. */
export type DoorsConfig = {
  /** Whose `X-Forwarded-For` counts, as addresses and ranges; nobody's where there are none. */
  trustedProxies: readonly string[]
  /** Where events may come from; null: anywhere. */
  eventSources: EventSourcesConfig | null
  /** A live rule takes two people: one proposes it, another approves. */
  fourEyes: boolean
  /** The list that new passwords are looked up in, without a trailing slash; null: none is asked. */
  breachedPasswordsUrl: string | null
}

/** `published`: the addresses that Bitrix24 publishes count as well. */
export type EventSourcesConfig = { published: boolean; ranges: readonly string[] }

const entriesOf = (text: string) => text.split(/[\s,]+/).filter((entry) => entry !== '')

export const doorsVariables = {
  TRUSTED_PROXIES: z
    .string()
    .transform(ranges('Name each proxy by its address or range, such as 10.0.0.0/8, or as loopback or private.'))
    .optional(),
  BITRIX24_EVENT_SOURCES: z
    .string()
    .transform((text, context) => {
      const entries = entriesOf(text)
      const published = entries.includes('published')
      const rest = entries.filter((entry) => entry !== 'published').join(',')
      const help = 'Give published for the addresses that Bitrix24 publishes, your own addresses or ranges, or both.'
      return { published, ranges: rest === '' ? [] : ranges(help)(rest, context) }
    })
    .optional(),
  FOUR_EYES: z
    .enum(['0', '1'], { error: ({ input }) => `"${String(input)}" is neither 1 nor 0. Set it to 1, or leave it out.` })
    .default('0'),
  BREACHED_PASSWORDS_URL: z
    .string()
    // What is asked tells something of a password, so nobody on the way may read it.
    .refine(isSafeAddress, {
      error:
        'Not an https address without a name and a password. Give the list’s up to the hash, such as https://api.pwnedpasswords.com/range.',
    })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
}

function ranges(help: string) {
  return (text: string, context: z.RefinementCtx<string>): string[] => {
    const entries = entriesOf(text)
    const wrong = entries.filter((entry) => rangesOf(entry) === null)
    if (wrong.length > 0) {
      context.addIssue({ code: 'custom', message: `"${wrong.join('", "')}" is no address or range. ${help}` })
    }
    return entries.flatMap((entry) => rangesOf(entry) ?? [])
  }
}

type Given = { [Name in keyof typeof doorsVariables]?: z.output<(typeof doorsVariables)[Name]> }

export function doorsConfig(given: Given): DoorsConfig {
  return {
    trustedProxies: given.TRUSTED_PROXIES ?? [],
    eventSources: given.BITRIX24_EVENT_SOURCES ?? null,
    fourEyes: given.FOUR_EYES === '1',
    breachedPasswordsUrl: given.BREACHED_PASSWORDS_URL ?? null,
  }
}

/** What does not fit together; looked for in the texts themselves. */
export function doorsFaults(given: Record<string, string | undefined>): ConfigFault[] {
  if (given.BITRIX24_EVENT_SOURCES === undefined || given.TRUSTED_PROXIES !== undefined) return []
  if (!given.PUBLIC_URL?.startsWith('https:')) return []
  const message =
    'Missing, and BITRIX24_EVENT_SOURCES is set: behind the reverse proxy that gives PUBLIC_URL its https every event would seem to come from the proxy, and be refused. Name the proxy, such as private.'
  return [{ variable: 'TRUSTED_PROXIES', message }]
}
