import { expect, test } from 'vitest'
import { played, type RuleCase } from './rule-case.ts'

/** A test for each case: what is wanted, written and recorded, and that a second run has nothing to do. */
export function testCases(topic: string, cases: readonly RuleCase[]): void {
  test.each(cases)(`${topic}: $name`, async (example) => {
    const { again, ...outcome } = await played(example)
    expect(outcome).toEqual({ wanted: example.wanted, changes: example.changes, effects: example.effects })
    expect(again, 'a second run has nothing to do').toEqual([])
  })
}
