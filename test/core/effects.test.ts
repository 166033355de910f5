import { expect, test } from 'vitest'
import { actionEffect } from '../../src/core/runs/effects.ts'
import type { ContactEffectName } from '../../src/core/runs/run.ts'

const byRank: ContactEffectName[] = ['failed', 'applied', 'shadow', 'overruled', 'yielded', 'not-found', 'already']

test.each(byRank.map((effect, place) => ({ effect, others: byRank.slice(place) })))(
  'an action of which one contact is $effect, and others $others, is $effect',
  ({ effect, others }) => {
    const contacts = others.toReversed().map((one, index) => ({ contactId: index + 1, effect: one, by: null }))
    expect(actionEffect('attach', contacts)).toBe(effect)
  },
)

test.each([
  { type: 'attach', effect: 'nothing-selected' },
  { type: 'clear', effect: 'already' },
] as const)('$type of nobody is $effect', ({ type, effect }) => {
  expect(actionEffect(type, [])).toBe(effect)
})
