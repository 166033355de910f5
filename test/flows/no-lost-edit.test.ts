import process from 'node:process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Action } from '../../src/core/rule.ts'
import { linksOf } from '../core/notation.ts'
import { attach, clear, detach, ids, replace, setPrimary } from '../core/rule-case.ts'
import { type Edit, type Scenario, type Stands, serialEnds, woven } from './interleavings.ts'

const scenarios: Record<string, Scenario> = Object.fromEntries(
  (
    [
      ['sets the primary', '7* 8 9', [[setPrimary(ids(9))]]],
      ['attaches', '7* 8', [[attach(ids(12))]]],
      ['attaches to an empty deal', '', [[attach(ids(12))]]],
      ['attaches as primary', '7* 8', [[attach(ids(12), { primary: 'always' })]]],
      ['detaches', '7* 8 9', [[detach(ids(8))]]],
      ['detaches everyone', '7* 8', [[detach(ids(7, 8))]]],
      ['puts others in', '7* 8', [[replace(ids(12, 13))]]],
      ['puts others in and one back', '7* 8', [[replace(ids(9, 8, 12)), attach(ids(7))], [detach(ids(7))]]],
      ['puts them in another order', '7* 8 9', [[replace(ids(9, 8, 7))]]],
      ['clears', '7* 8', [[clear()]]],
      ['has two rules', '7* 8', [[setPrimary(ids(8))], [attach(ids(12))]]],
      ['has one rule take out and one put first', '7* 8 9', [[detach(ids(7))], [setPrimary(ids(9))]]],
    ] satisfies [string, string, Action[][]][]
  ).map(([name, links, rules]) => [name, { links: linksOf(links), rules }]),
)

const edits: Edit[] = [
  { does: 'link', contactId: 12 },
  { does: 'link', contactId: 20 },
  { does: 'unlink', contactId: 7 },
  { does: 'unlink', contactId: 8 },
  { does: 'unlink', contactId: 12 },
  { does: 'make primary', contactId: 7 },
  { does: 'make primary', contactId: 8 },
  { does: 'turn round' },
]

/** How many were tried; in how many somebody's last word was a rule's to change; and how many no order of instants explains. */
const tried = { interleavings: 0, notStanding: 0, unlike: 0 }

/** A run woven with edits ends as one of those that happen in an instant, with the same edits having had effect. */
async function expectNoLoss(scenario: Scenario, some: readonly Edit[], at: readonly number[]): Promise<void> {
  const end = await woven(scenario, some, at)
  if (end.gaps.some((gap) => at.includes(gap))) return
  tried.interleavings += 1
  if (end.stands.contacts && end.stands.primary && end.stands.order) return
  tried.notStanding += 1
  const serial = await serialEnds(scenario, some)
  const alike = serial.filter(({ effective }) => effective === end.effective)
  // Some have effect in no order of instants: a contact unlinked twice, as our set had brought it back in between, or one
  // unlinked that our set had taken out for a moment. What finds nothing to do leaves no trace that could be seen.
  if (alike.length === 0) {
    tried.unlike += 1
    const traced = some.filter((_, index) => end.effective.split(',')[index] === 'true')
    serial.push(...(await serialEnds(scenario, traced)))
  }
  const isAmid = end.amid.some((point) => at.includes(point))
  const ends = (alike.length > 0 && !isAmid ? alike : serial).map(({ links }) => links)
  const telling = (links: string) => unsettled(links, { ...end.stands, order: end.stands.order || isAmid })
  expect(ends.map(telling), JSON.stringify({ some, at, end })).toContain(telling(end.links))
}

/** What of the links the edits have not settled: whom, who is primary, in which order. */
function unsettled(links: string, { contacts, settled, primary, order }: Stands): string {
  const ids = links.split(' ')
  const chosen = primary ? '' : (ids.find((id) => id.endsWith('*')) ?? '')
  if (contacts) return chosen
  const open = ids.map((id) => id.replace('*', '')).filter((id) => !settled.includes(Number(id)))
  return [chosen, ...(order ? open.sort() : open)].join(' ')
}

const mostPoints = 9

test.each(Object.entries(scenarios))(
  'a run that %s loses no edit of a person, whenever it comes',
  async (_name, scenario) => {
    for (const first of edits) {
      for (let at = 0; at < mostPoints; at += 1) await expectNoLoss(scenario, [first], [at])
      for (const second of edits) {
        for (let at = 0; at < 5; at += 1) {
          for (let later = at; later < 6; later += 1) await expectNoLoss(scenario, [first, second], [at, later])
        }
      }
    }
  },
)

test('nor do runs of any rules with any edits', async () => {
  const contactId = fc.constantFrom(7, 8, 9, 12)
  const selector = fc.uniqueArray(contactId, { minLength: 1, maxLength: 3 }).map((some) => ids(...some))
  const action: fc.Arbitrary<Action> = fc.oneof(
    fc
      .record({ contacts: selector, primary: fc.constantFrom('if-none' as const, 'always' as const, 'never' as const) })
      .map(({ contacts, primary }) => attach(contacts, { primary })),
    selector.map((contacts) => detach(contacts)),
    selector.map((contacts) => setPrimary(contacts)),
    selector.map((contacts) => replace(contacts)),
  )
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc.record({ does: fc.constantFrom('link' as const, 'unlink' as const, 'make primary' as const), contactId }),
    fc.constant({ does: 'turn round' as const }),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('', '7*', '7* 8', '8 7*', '7* 8 9', '9 8* 7'),
      fc.array(fc.array(action, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
      fc.array(fc.tuple(edit, fc.nat(mostPoints)), { minLength: 1, maxLength: 3 }),
      async (links, rules, story) => {
        const at = story.map(([, point]) => point).sort((a, b) => a - b)
        await expectNoLoss(
          { links: linksOf(links), rules },
          story.map(([one]) => one),
          at,
        )
      },
    ),
    { numRuns: Number(process.env.BINDERY_INTERLEAVINGS ?? 1_000) },
  )
  expect(tried.interleavings).toBeGreaterThan(10_000)
})
