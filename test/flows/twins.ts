import { isDeepStrictEqual } from 'node:util'
import { primaryIdOf } from '../../src/core/deal/link.ts'
import { inWords, linksOf } from '../core/notation.ts'
import type { Edit } from './edits.ts'
import { type Answered, type End, type Mishaps, woven } from './interleavings.ts'
import { type RightEnds, rightEndsOf, type Story } from './right-ends.ts'

/** A story with its end and those that would be right. */
export type Told = { story: Story; end: End; right: RightEnds }

/**
 * A twin of the story: the portal gives the very same answers to all that we ask and write, so whatever we do, both end
 * alike; as they do end, it is right for the twin; and no end is right for both. Null where none is found. Looked for
 * among the stories in which one edit is left out; or comes later, and then somebody chooses one whom the portal showed as primary; or in
 * which some come later, and beside or instead of the first somebody chooses to and fro, that one last; and where an answer
 * was lost, among those in which more or fewer of the calls had been made, and one edit is left out, or another moved.
 */
export async function twinOf({ story, end, right }: Told): Promise<Told | null> {
  for (const other of likeOnes(story, end)) {
    const twin = await woven(other.scenario, other.edits, other.at, other.mishaps)
    if (twin.isMissed || twin.links !== end.links || !isDeepStrictEqual(twin.answered, end.answered)) continue
    // With the same edits having had effect, also amid several calls that are one decision: it is to prove something.
    const told = { story: other, end: twin, right: await rightEndsOf(other, { ...twin, amid: [] }) }
    if (told.right.include(end.links) && !haveRightEndInCommon(right, told.right, end.links)) return told
  }
  return null
}

function haveRightEndInCommon(one: RightEnds, other: RightEnds, links: string): boolean {
  const withEachPrimary = linksOf(links).map(({ contactId }, _, all) =>
    inWords(all.map((link) => ({ ...link, isPrimary: link.contactId === contactId }))),
  )
  return [...one.serial, ...other.serial, ...withEachPrimary].some((end) => one.include(end) && other.include(end))
}

type Moment = { edit: Edit; at: number }

const momentsOf = ({ edits, at }: Story): Moment[] => edits.map((edit, index) => ({ edit, at: at[index] ?? 0 }))

function* likeOnes(story: Story, end: End): Generator<Story> {
  yield* ofOtherEdits(story, end)
  yield* ofOtherLosses(story, end)
}

function* ofOtherEdits(story: Story, { links, points, answered }: End): Generator<Story> {
  const moments = momentsOf(story)
  const choose = (contactId: number): Edit => ({ does: 'make primary', contactId })
  const choice = choose(primaryIdOf(linksOf(links)))
  const shown = new Set(answered.map((one) => primaryIdOf(one.links ?? [])))
  const choices = [choice, ...[...shown].map(choose)]
  for (const [index, moment] of moments.entries()) {
    yield storyOf(story, moments.toSpliced(index, 1))
    for (const { contactId } of linksOf(links)) {
      const other = choose(contactId)
      for (let at = moment.at; at <= points; at += 1) {
        const rest = moments.map((one) => (one.at < moment.at || one.at > at ? one : { ...one, at }))
        const toAndFro = [other, choice].map((edit) => ({ edit, at }))
        yield storyOf(story, rest.toSpliced(index + 1, 0, ...toAndFro))
        yield storyOf(story, rest.toSpliced(index, 1, { edit: choice, at }, ...toAndFro))
      }
    }
    for (let at = moment.at + 1; at <= points; at += 1) {
      for (const edit of likewise(moment.edit, answered)) {
        const later = moments.with(index, { edit, at })
        for (let then = at; then <= points; then += 1) {
          for (const chosen of choices) yield storyOf(story, [...later, { edit: chosen, at: then }])
        }
      }
    }
  }
}

/** Each call more that was made is a point more at which an edit may come. */
function* ofOtherLosses(story: Story, { points, asked }: End): Generator<Story> {
  const moments = momentsOf(story)
  const calls = Math.max(0, ...asked.map((one) => (one.type === 'write' ? one.changes.length : 0)))
  for (const mishaps of otherLosses(story, calls)) {
    for (const index of moments.keys()) {
      const rest = moments.toSpliced(index, 1)
      yield storyOf({ ...story, mishaps }, rest)
      for (const [place, { edit }] of rest.entries()) {
        for (let at = 0; at <= points + calls + 1; at += 1) {
          yield storyOf({ ...story, mishaps }, rest.with(place, { edit, at }))
        }
      }
    }
  }
}

/** The same requests lost, one of them after more or fewer of its calls. */
function* otherLosses({ mishaps }: Story, calls: number): Generator<Mishaps> {
  for (const [place, one] of mishaps?.lost.entries() ?? []) {
    if (mishaps === undefined || one === null) continue
    for (let after = 0; after <= calls; after += 1) {
      if (after !== one.after) yield { ...mishaps, lost: mishaps.lost.with(place, { ...one, after }) }
    }
  }
}

/** The edit itself; another order also as one that leaves the very places which the portal showed. */
function* likewise(edit: Edit, answered: readonly Answered[]): Generator<Edit> {
  yield edit
  if (edit.does !== 'turn round') return
  for (const { links } of answered) {
    if (links !== null) yield { does: 'arrange', places: links.map(({ contactId, sort }) => ({ contactId, sort })) }
  }
}

function storyOf(story: Story, moments: readonly Moment[]): Story {
  const inTime = moments.toSorted((one, other) => one.at - other.at)
  return { ...story, edits: inTime.map(({ edit }) => edit), at: inTime.map(({ at }) => at) }
}
