import type { SavedRule } from '../api/client.ts'

const always = ['ONCRMDEALADD', 'ONCRMDEALUPDATE']

/** Which events the outbound webhook should send: those of deals, and whatever else a rule that is not off listens to. */
export function eventsToTick(rules: readonly Pick<SavedRule, 'mode' | 'on'>[]): string[] {
  const heard = rules.filter(({ mode }) => mode !== 'off').flatMap(({ on }) => on)
  const others = [...new Set(heard)].filter((name) => !always.includes(name))
  return [...always, ...others.toSorted()]
}
