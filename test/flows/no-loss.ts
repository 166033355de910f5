import { expect } from 'vitest'
import type { Edit } from './edits.ts'
import { type End, type Mishaps, type Scenario, woven } from './interleavings.ts'
import { allStands, isNoneAmid, rightEndsOf } from './right-ends.ts'
import { twinOf } from './twins.ts'

/** How many were tried; in how many somebody's last word was a rule's to change; and how many have a twin. */
export const tried = { interleavings: 0, notStanding: 0, withTwin: 0 }

/**
 * A run woven with edits ends as one of those that happen in an instant, with the same edits having had effect. Null
 * where an edit came at a point at which it could not be known, and where the story has a twin: no end is right for both.
 */
export async function expectNoLoss(
  scenario: Scenario,
  some: readonly Edit[],
  at: readonly number[],
  mishaps?: Mishaps,
): Promise<End | null> {
  const end = await woven(scenario, some, at, mishaps)
  if (end.isMissed) return null
  tried.interleavings += 1
  if (allStands(end.stands) && !isNoneAmid(at, end)) return end
  tried.notStanding += 1
  const story = { scenario, edits: some, at, mishaps }
  const right = await rightEndsOf(story, end)
  if (right.include(end.links)) return end
  const isAnswerLost = end.asked.some((one) => one.type === 'write' && one.isLost)
  if ((end.isAmidFallback || isAnswerLost) && (await twinOf({ story, end, right })) !== null) {
    tried.withTwin += 1
    return null
  }
  const { links, effective, stands } = end
  expect.fail(`ends otherwise: ${JSON.stringify({ some, at, mishaps, links, effective, stands, right: right.serial })}`)
}
