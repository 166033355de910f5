import { expect, test } from 'vitest'
import { deedsAfter, mustYield, observed } from '../../src/core/decision/deeds.ts'
import type { Deed } from '../../src/core/runs/deed.ts'
import type { ActionResult, ContactEffectName, RuleResult } from '../../src/core/runs/run.ts'
import { deedOf, linksOf } from './notation.ts'

/** Reads "a attach 9 12": rule a did this to these contacts, all of which it selected. */
function resultOf(text: string, effect: ContactEffectName = 'applied'): RuleResult {
  const [key = '', type, ...ids] = text.split(' ')
  const contactIds = ids.map(Number)
  const action: ActionResult = {
    type: type as ActionResult['type'], // as in the tables
    contactIds,
    effect,
    note: null,
    contacts: contactIds.map((contactId) => ({ contactId, effect, by: null })),
  }
  return {
    key,
    version: 1,
    mode: 'live',
    matched: true,
    trace: { all: [], evaluated: true, result: true },
    actions: [action],
  }
}

const inWords = ({ ruleKey, kind, contactId, state }: Deed) =>
  `${ruleKey} ${kind} ${contactId}${state === 'undone' ? ' undone' : ''}`

type DeedCase = { name: string; had?: string[]; before: string; did: string[]; after: string; deeds: string[] }

// biome-ignore format: a case a line
test.each<DeedCase>([
  { name: 'attaching is remembered', before: '7*', did: ['a attach 9'], after: '7* 9', deeds: ['a attached 9'] },
  { name: 'attaching the first makes it primary too', before: '', did: ['a attach 9'], after: '9*', deeds: ['a attached 9', 'a made-primary 9'] },
  { name: 'promoting is remembered', before: '7* 9', did: ['a attach 9'], after: '7 9*', deeds: ['a made-primary 9'] },
  { name: 'removing is remembered', before: '7* 9', did: ['a detach 9'], after: '7*', deeds: ['a removed 9'] },
  { name: 'clearing is removing', before: '7* 9', did: ['a clear 7 9'], after: '', deeds: ['a removed 7', 'a removed 9'] },
  { name: 'choosing is remembered', before: '7* 9', did: ['a setPrimary 9'], after: '7 9*', deeds: ['a made-primary 9'] },
  { name: 'what does not show was not done', before: '7*', did: ['a attach 9'], after: '7*', deeds: [] },
  { name: 'who was primary was not made so', before: '7* 9', did: ['a setPrimary 7'], after: '7* 9', deeds: [] },
  { name: 'an old deed that shows stands', had: ['a attached 9'], before: '7* 9', did: [], after: '7* 9', deeds: ['a attached 9'] },
  { name: 'an old deed that does not show was undone', had: ['a attached 9'], before: '7*', did: [], after: '7*', deeds: ['a attached 9 undone'] },
  { name: 'doing it again renews it', had: ['a attached 9'], before: '7*', did: ['a attach 9'], after: '7* 9', deeds: ['a attached 9'] },
  { name: 'another rule that removes is no person', had: ['a attached 9'], before: '7* 9', did: ['b detach 9'], after: '7*', deeds: ['b removed 9'] },
  { name: 'another rule that attaches is no person', had: ['a removed 9'], before: '7*', did: ['b attach 9'], after: '7* 9', deeds: ['b attached 9'] },
  { name: 'another rule that chooses is no person', had: ['a made-primary 7'], before: '7* 9', did: ['b setPrimary 9'], after: '7 9*', deeds: ['b made-primary 9'] },
  { name: 'removing a primary forgets who made it so', had: ['a made-primary 7'], before: '7* 9', did: ['b detach 7'], after: '9*:20', deeds: ['b removed 7'] },
  { name: 'a primary that a person moved stays moved when another rule chooses', had: ['a made-primary 12'], before: '7* 9 12', did: ['b setPrimary 9'], after: '7 9* 12', deeds: ['a made-primary 12 undone', 'b made-primary 9'] },
  { name: 'two rules may have attached one contact at different times', had: ['a attached 9'], before: '7*', did: ['b attach 9'], after: '7* 9', deeds: ['a attached 9', 'b attached 9'] },
])('deeds: $name', ({ had = [], before, did, after, deeds }) => {
  const results = did.map((text) => resultOf(text))
  const remembered = deedsAfter(had.map(deedOf), results, linksOf(before), linksOf(after))
  expect(remembered.map(inWords)).toEqual(deeds)
})

test('what was overruled, yielded or failed is no deed', () => {
  for (const effect of ['overruled', 'yielded', 'failed', 'shadow'] as const) {
    expect(deedsAfter([], [resultOf('a detach 9', effect)], linksOf('7* 9'), linksOf('7*'))).toEqual([])
    expect(deedsAfter([], [resultOf('a setPrimary 9', effect)], linksOf('7* 9'), linksOf('7 9*'))).toEqual([])
    if (effect === 'overruled') continue
    expect(deedsAfter([], [resultOf('a attach 9', effect)], linksOf('7*'), linksOf('7* 9'))).toEqual([])
  }
})

test('who is linked though the rule was overruled was denied it as the primary only, and is linked by it as well', () => {
  const results = [resultOf('a attach 9'), resultOf('b attach 9', 'overruled')]
  const deeds = deedsAfter([], results, linksOf('7*'), linksOf('7 9*'))
  expect(deeds.map(inWords)).toEqual(['a attached 9', 'a made-primary 9', 'b attached 9'])
})

test('what was there before is no deed of a rule that asks for it; what another rule brought in the same run is', () => {
  const results = [resultOf('a attach 9'), resultOf('b attach 9', 'already')]
  expect(deedsAfter([], results, linksOf('7* 9'), linksOf('7* 9'))).toEqual([])
  expect(deedsAfter([], results, linksOf('7*'), linksOf('7* 9')).map(inWords)).toEqual(['a attached 9', 'b attached 9'])
})

test('replace remembers whom it brought and whom it took', () => {
  const result = resultOf('a replace 9')
  const action = result.actions[0] as ActionResult // made with one
  const gone = { contactId: 7, effect: 'applied' as const, by: null }
  const both = { ...result, actions: [{ ...action, contacts: [...action.contacts, gone] }] }
  const deeds = deedsAfter([], [both], linksOf('7*'), linksOf('9*'))
  expect(deeds.map(inWords)).toEqual(['a attached 9', 'a made-primary 9', 'a removed 7'])
})

test('so is it for those who speak for every contact: whom another rule took out in the same run is named by none of theirs', () => {
  const took = resultOf('a detach 8')
  for (const had of [
    resultOf('b replace 9', 'already'),
    resultOf('b clear 9', 'overruled'),
    resultOf('b clear', 'already'),
  ]) {
    const deeds = deedsAfter([], [took, had], linksOf('9* 8'), linksOf('9*'))
    expect(deeds.map(inWords)).toEqual(['a removed 8', 'b removed 8'])
    expect(deedsAfter([], [had], linksOf('9*'), linksOf('9*'))).toEqual([])
  }
  for (const effect of ['yielded', 'shadow', 'not-found'] as const) {
    const idle = resultOf('b replace 9', effect)
    expect(deedsAfter([], [took, idle], linksOf('9* 8'), linksOf('9*')).map(inWords)).toEqual(['a removed 8'])
  }
})

test('a rule of several actions that speak for every contact has had whom another took out taken out once', () => {
  const twice = resultOf('b replace 9', 'already')
  const results = [resultOf('a detach 8'), { ...twice, actions: [...twice.actions, ...twice.actions] }]
  const deeds = deedsAfter([], results, linksOf('9* 8'), linksOf('9*'))
  expect(deeds.map(inWords)).toEqual(['a removed 8', 'b removed 8'])
})

test('a rule must yield to what was undone, not another rule, contact or kind', () => {
  const deeds = observed([deedOf('a attached 9')], linksOf('7*'))
  expect(mustYield(deeds, { ruleKey: 'a', contactId: 9, kind: 'attached' })).toBe(true)
  expect(mustYield(deeds, { ruleKey: 'b', contactId: 9, kind: 'attached' })).toBe(false)
  expect(mustYield(deeds, { ruleKey: 'a', contactId: 7, kind: 'attached' })).toBe(false)
  expect(mustYield(deeds, { ruleKey: 'a', contactId: 9, kind: 'removed' })).toBe(false)
  expect(mustYield(observed(deeds, linksOf('7* 9')), { ruleKey: 'a', contactId: 9, kind: 'attached' })).toBe(false)
})
