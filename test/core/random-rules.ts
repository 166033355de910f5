import fc from 'fast-check'
import type { Link } from '../../src/core/deal/link.ts'
import type { MatchedRule } from '../../src/core/decision/decide.ts'
import type { Action } from '../../src/core/rules/rule.ts'
import type { Selection } from '../../src/core/rules/selection.ts'
import type { Deed } from '../../src/core/runs/deed.ts'
import { linked } from './rule-case.ts'

/** Few contacts, so that rules meet on them often. */
const contactId = fc.integer({ min: 1, max: 7 })
const contactIds = fc.uniqueArray(contactId, { maxLength: 4 })

/** A deal's links with ties and gaps in their sorts; one primary, as the portal keeps it. */
export const someLinks: fc.Arbitrary<Link[]> = fc
  .tuple(
    fc.uniqueArray(fc.record({ contactId, sort: fc.integer({ min: 0, max: 60 }) }), {
      maxLength: 6,
      selector: (link) => link.contactId,
    }),
    fc.nat(),
  )
  .map(([links, pick]) => links.map((link, index) => ({ ...link, isPrimary: index === pick % links.length })))

type Wish = { action: Action; ids: number[]; missing: number[] }

const ofIds = (ids: number[]) => ({ from: 'ids' as const, ids })
const insist = fc.boolean()
const someAction: fc.Arbitrary<Wish> = fc
  .record({
    type: fc.constantFrom('attach', 'attach', 'detach', 'setPrimary', 'replace', 'clear', 'detach-linked'),
    ids: contactIds,
    missing: fc.uniqueArray(fc.integer({ min: 90, max: 92 }), { maxLength: 1 }),
    primary: fc.constantFrom('if-none' as const, 'always' as const, 'never' as const),
    insist,
  })
  .map(({ type, ids, missing, primary, insist: isInsisting }): Wish => {
    const extras = isInsisting ? { insist: true } : {}
    switch (type) {
      case 'attach':
        return { action: { type, contacts: ofIds(ids), primary, ...extras }, ids, missing }
      case 'detach':
      case 'setPrimary':
      case 'replace':
        return { action: { type, contacts: ofIds(ids), ...extras }, ids, missing }
      case 'detach-linked':
        return { action: { type: 'detach', contacts: linked(), ...extras }, ids: [], missing: [] }
      default:
        return { action: { type: 'clear', ...extras }, ids: [], missing: [] }
    }
  })

export type RandomRule = { key: string; mode: 'live' | 'shadow'; wishes: Wish[] }

/** Up to four rules "a" to "d" in the order in which they act. */
export const someRules: fc.Arbitrary<RandomRule[]> = fc
  .array(
    fc.record({
      mode: fc.constantFrom('live' as const, 'live' as const, 'live' as const, 'shadow' as const),
      wishes: fc.array(someAction, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((rules) => rules.map((rule, index) => ({ ...rule, key: String.fromCharCode('a'.charCodeAt(0) + index) })))

export const someDeeds: fc.Arbitrary<Deed[]> = fc.uniqueArray(
  fc.record({
    ruleKey: fc.constantFrom('a', 'b', 'c', 'd'),
    contactId,
    kind: fc.constantFrom('attached' as const, 'removed' as const, 'made-primary' as const),
    state: fc.constant('standing' as const),
  }),
  { maxLength: 6, selector: (deed) => `${deed.ruleKey} ${deed.contactId} ${deed.kind}` },
)

/** The rules with their selections on these links. */
export function matchedOn(links: readonly Link[], rules: readonly RandomRule[]): MatchedRule[] {
  const present = [...links].sort((a, b) => a.sort - b.sort || a.contactId - b.contactId).map((link) => link.contactId)
  const selectionOf = ({ action, ids, missing }: Wish): Selection =>
    action.type === 'detach' && action.contacts.from === 'linked'
      ? { contactIds: present, notFound: [], barred: 'everyone' }
      : { contactIds: ids, notFound: missing }
  return rules.map(({ key, mode, wishes }) => ({
    key,
    mode,
    actions: wishes.map((wish) => ({ action: wish.action, selection: selectionOf(wish) })),
  }))
}
