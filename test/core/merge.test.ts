import { expect, test } from 'vitest'
import { confirmedResults, mergedResults } from '../../src/core/decision/merge.ts'
import type { ActionResult, ContactEffectName, RuleResult } from '../../src/core/runs/run.ts'
import { effectInWords, linksOf } from './notation.ts'

/** Reads "attach applied 9 12": one rule whose one action has this effect on these contacts. */
function resultOf(text: string, key = 'a'): RuleResult {
  const [type, effect, ...ids] = text.split(' ')
  const contactIds = ids.map(Number)
  const action: ActionResult = {
    type: type as ActionResult['type'], // as in the tables
    contactIds,
    effect: effect as ContactEffectName,
    note: null,
    contacts: contactIds.map((contactId) => ({ contactId, effect: effect as ContactEffectName, by: null })),
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

const inWords = (results: RuleResult[]) =>
  results.flatMap(({ key, actions }) =>
    actions.map((action) => `${key} ${effectInWords(action)} of ${action.contactIds}`),
  )

// biome-ignore format: a case a line
test.each<[name: string, earlier: string, later: string, merged: string]>([
  ['what was set out and is found done was applied', 'attach applied 9', 'attach already 9', 'a attach applied(9) of 9'],
  ['what the earlier one did not do stays', 'attach already 9', 'attach already 9', 'a attach already(9) of 9'],
  ['what a person prevented meanwhile counts as it is now', 'attach applied 9', 'attach yielded 9', 'a attach yielded(9) of 9'],
  ['more to do in the second round', 'attach applied 9', 'attach applied 12', 'a attach applied(12, 9) of 12,9'],
  ['a clear in two rounds names everyone', 'clear applied 7 9', 'clear applied 9', 'a clear applied(9, 7) of 9,7'],
  ['a clear that found nobody left', 'clear applied 7', 'clear already', 'a clear applied(7) of 7'],
])('merging: %s', (_name, earlier, later, merged) => {
  expect(inWords(mergedResults([resultOf(earlier)], [resultOf(later)]))).toEqual([merged])
})

test('a rule that no longer matches after its own work did that work in this run', () => {
  const earlier = resultOf('attach applied 9')
  const later: RuleResult = { ...resultOf('attach already'), matched: false, actions: [] }
  expect(mergedResults([earlier], [later])).toEqual([earlier])
})

test('a rule that is gone in the second round is told of if it did something', () => {
  const merged = mergedResults([resultOf('attach applied 9', 'gone'), resultOf('attach already 9', 'idle')], [])
  expect(merged.map((result) => result.key)).toEqual(['gone'])
})

// biome-ignore format: a case a line
test.each<[name: string, result: string, before: string, after: string, confirmed: string]>([
  ['an attached contact shows', 'attach applied 9', '7*', '7* 9', 'a attach applied(9) of 9'],
  ['an attached contact that does not show failed', 'attach applied 9', '7*', '7*', 'a attach failed(9) of 9'],
  ['a promoted contact shows as primary', 'attach applied 9', '7* 9', '7 9*', 'a attach applied(9) of 9'],
  ['a promoted contact that is not primary failed', 'attach applied 9', '7* 9', '7* 9', 'a attach failed(9) of 9'],
  ['a removed contact that is there failed', 'detach applied 9', '7* 9', '7* 9', 'a detach failed(9) of 9'],
  ['a cleared contact is gone', 'clear applied 7', '7*', '', 'a clear applied(7) of 7'],
  ['a chosen primary that is not failed', 'setPrimary applied 9', '7* 9', '7* 9', 'a setPrimary failed(9) of 9'],
  ['a replaced set shows', 'replace applied 9', '7*', '9*', 'a replace applied(9) of 9'],
  ['a replaced set that does not show failed', 'replace applied 9', '7*', '7*', 'a replace failed(9) of 9'],
  ['some of it failed', 'attach applied 9 12', '7*', '7* 9', 'a attach failed(9 applied, 12) of 9,12'],
  ['what was not to be applied cannot fail', 'attach yielded 9', '7*', '7*', 'a attach yielded(9) of 9'],
])('the portal bears it out: %s', (_name, result, before, after, confirmed) => {
  expect(inWords(confirmedResults([resultOf(result)], linksOf(before), linksOf(after)))).toEqual([confirmed])
})
