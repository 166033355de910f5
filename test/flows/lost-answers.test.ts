import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linksOf } from '../core/notation.ts'
import { attach, detach, ids, linked, replace, setPrimary, when } from '../core/rule-case.ts'
import { tries } from '../support/tries.ts'
import { type Edit, inWords } from './edits.ts'
import { type Asked, type End, type Mishaps, type Scenario, serialEnds, woven } from './interleavings.ts'
import { expectNoLoss, tried as told } from './no-loss.ts'
import { someEdit, someScenario } from './random-stories.ts'
import { rightEndsOf } from './right-ends.ts'
import { twinOf } from './twins.ts'

/** A request is lost before, amid or after its calls; a reading beside them may fail as well. */
const someMishaps: fc.Arbitrary<Mishaps> = fc.record({
  lost: fc.array(fc.option(fc.record({ after: fc.nat(3), isDeath: fc.boolean() }), { freq: 3 }), {
    minLength: 1,
    maxLength: 4,
  }),
  unread: fc.array(fc.boolean(), { maxLength: 5 }),
})

const mostPoints = 12

const tried = { stories: 0, lost: 0, known: 0 }

/** What was lost is looked at before anything else is written, and nothing is written that is there already. */
function expectNoBlindRepeat(asked: readonly Asked[]): void {
  for (const [place, one] of asked.entries()) {
    if (one.type !== 'write' || !one.isLost) continue
    const next = asked.slice(place + 1).find(({ type }) => type === 'write')
    const between = asked.slice(place + 1, next === undefined ? undefined : asked.indexOf(next))
    if (next !== undefined) expect(between, 'it was read before it was written again').not.toEqual([])
  }
}

/** Every call that was sent stands in the run, in order, with the answer that came; and the links are those of the end. */
function expectTruth({ run, asked }: End): void {
  const sent = asked.flatMap((one) =>
    one.type === 'write' ? one.changes.map((change) => ({ change, isLost: one.isLost })) : [],
  )
  expect(run.operations.map(({ params, error }) => ({ change: params.change, isLost: error !== null }))).toEqual(sent)
  for (const { key, actions } of run.rules) {
    for (const { type, contacts } of actions) {
      for (const { contactId, effect } of contacts) {
        if (effect !== 'applied') continue
        const isThere = run.linksAfter.some((link) => link.contactId === contactId)
        if (type === 'attach' || type === 'setPrimary') expect(isThere, `${key} has ${contactId} linked`).toBe(true)
        if (type === 'detach' || type === 'clear') expect(isThere, `${key} has ${contactId} taken out`).toBe(false)
      }
    }
  }
}

test('what a try has overwritten and not put back is put back by the next', async () => {
  const rules = [[setPrimary(ids(7, 9)), setPrimary(ids(8))]]
  const mishaps = { lost: [null, { after: 0, isDeath: true }], unread: [] }
  const unlinked: Edit[] = [{ does: 'unlink', contactId: 7 }]
  const end = await expectNoLoss({ links: linksOf('7* 8 9'), rules }, unlinked, [1], mishaps)
  expect([end?.run.attempt, end?.links]).toEqual([2, '8* 9'])
})

test('so is whom a rule on those linked has not selected, as the next try does not find them linked', async () => {
  const rules = [[replace(linked({ where: when('contact', '$.id', 'notEqual', 7) })), setPrimary(ids(9))]]
  const mishaps = { lost: [null, { after: 0, isDeath: true }], unread: [] }
  const end = await expectNoLoss({ links: linksOf('7* 8 9'), rules }, [{ does: 'link', contactId: 12 }], [1], mishaps)
  expect([end?.run.attempt, end?.links]).toEqual([2, '8 9* 12'])
})

test('what a try links again, and hears no answer of, is not linked once more when somebody unlinks it once more', async () => {
  const rules = [[detach(ids(7, 9)), attach(ids(8, 7))]]
  const mishaps = { lost: [null, { after: 1, isDeath: true }], unread: [] }
  const unlinked: Edit[] = [
    { does: 'unlink', contactId: 8 },
    { does: 'unlink', contactId: 8 },
  ]
  const end = await expectNoLoss({ links: linksOf('9 8* 7'), rules }, unlinked, [3, 12], mishaps)
  expect([end?.run.attempt, end?.links]).toEqual([2, '7*'])
})

test('what is left of a decision is done by the next try, which would decide otherwise on what was done of it', async () => {
  // On "9 8 7*" the first rule chooses 9 and takes it out, so that nobody keeps 7; on "7*" it would keep 7.
  const rules = [[setPrimary(ids(9, 7, 8)), detach(ids(8, 9))], [detach(ids(8, 12, 7))]]
  for (const isDeath of [true, false]) {
    const end = await expectNoLoss({ links: linksOf('9 8 7*'), rules }, [], [], {
      lost: [{ after: 2, isDeath }],
      unread: [false, true],
    })
    expect([end?.links, end?.run.attempt]).toEqual(['', isDeath ? 3 : 2])
  }
})

test('so is what is left as all that a run sends is lost, over and over', async () => {
  // On "" the rule makes 12 primary after 9; on "9*" it would find 9 primary.
  const rules = [
    [setPrimary(ids(8, 7)), detach(ids(8, 7))],
    [detach(ids(8, 12, 7)), attach(ids(12, 9), { primary: 'if-none' })],
  ]
  const isLost = { after: 0, isDeath: false }
  const mishaps = { lost: [{ after: 1, isDeath: true }, isLost, isLost, isLost], unread: [] }
  const end = await expectNoLoss({ links: [], rules }, [], [], mishaps)
  expect(end?.links).toBe('9 12*')
})

test('another order is not taken for contacts that were taken out and linked again', async () => {
  const edits: Edit[] = [{ does: 'turn round' }, { does: 'link', contactId: 12 }]
  const mishaps = { lost: [{ after: 1, isDeath: false }], unread: [] }
  const end = await expectNoLoss({ links: linksOf('7* 8 9'), rules: [[replace(ids(9))]] }, edits, [2, 4], mishaps)
  expect(end?.links).toBe('9*')
})

test('nor is the portal’s coming to another primary, as the order was turned, taken for an undoing of the rule’s choice', async () => {
  const rules = [[setPrimary(ids(12, 7, 9)), setPrimary(ids(12))], [detach(ids(8, 7, 12))]]
  const edits: Edit[] = [{ does: 'make primary', contactId: 8 }, { does: 'turn round' }]
  for (const isDeath of [true, false]) {
    const mishaps = { lost: [{ after: 1, isDeath }], unread: [] }
    const end = await expectNoLoss({ links: linksOf('7* 8 9'), rules }, edits, [0, 2], mishaps)
    expect(end?.links).toBe('9 7*')
  }
})

test('a primary that somebody chooses is not taken for the work of a set that was lost before it was made', async () => {
  const rules = [[replace(ids(9, 7, 12)), setPrimary(ids(9, 7))]]
  const mishaps = { lost: [{ after: 0, isDeath: false }], unread: [] }
  const edits: Edit[] = [
    { does: 'make primary', contactId: 9 },
    { does: 'unlink', contactId: 9 },
  ]
  const end = await expectNoLoss({ links: linksOf('7* 8 9'), rules }, edits, [1, 5], mishaps)
  expect(end?.links).toBe('9* 7 12')
})

test('the primary that the portal comes to amid a decision of which the rest is lost is no rule’s word yet', async () => {
  const rules = [[setPrimary(ids(8, 12))], [replace(ids(9)), detach(ids(12, 7, 9))]]
  const choice: Edit = { does: 'make primary', contactId: 9 }
  const rest = [
    { after: 0, isDeath: true },
    { after: 0, isDeath: false },
  ]
  // The run has unlinked 7 without hearing of it, or somebody has; then somebody chooses 9, whom the rules take out.
  const byRun = { lost: [{ after: 1, isDeath: true }, ...rest], unread: [false, true, false, false, true] }
  const byHand = { ...byRun, lost: [{ after: 0, isDeath: true }, ...rest] }
  const scenario = { links: linksOf('7* 8 9'), rules }
  expect((await expectNoLoss(scenario, [choice], [6], byRun))?.links).toBe('8*')
  const edits: Edit[] = [{ does: 'unlink', contactId: 7 }, choice]
  expect((await expectNoLoss(scenario, edits, [3, 5], byHand))?.links).toBe('8*')
})

test('the primary whom a call of a lost request linked as the first of the deal is the rule’s word', async () => {
  const rules = [[attach(ids(12), { primary: 'always' }), attach(ids(9))]]
  const edits: Edit[] = [
    { does: 'link', contactId: 8 },
    { does: 'make primary', contactId: 8 },
  ]
  const mishaps = { lost: [{ after: 1, isDeath: false }], unread: [false, true, true, true] }
  const end = await expectNoLoss({ links: [], rules }, edits, [2, 11], mishaps)
  expect(end?.links).toBe('12 8* 9')
})

test('nor is it where the same request would have made another primary after that', async () => {
  const rules = [[attach(ids(12, 8, 9), { primary: 'always' }), attach(ids(8), { primary: 'always' })]]
  const mishaps = {
    lost: [
      { after: 1, isDeath: false },
      { after: 0, isDeath: true },
    ],
    unread: [],
  }
  const end = await expectNoLoss({ links: [], rules }, [{ does: 'make primary', contactId: 9 }], [10], mishaps)
  expect(end?.links).toBe('12* 8 9')
})

test('whom somebody links is not taken for the work of a lost call that would have placed them elsewhere', async () => {
  const rules = [[setPrimary(ids(8, 7)), attach(ids(12, 7, 8), { primary: 'always' })], [replace(ids(7, 12, 8))]]
  const edits: Edit[] = [
    { does: 'link', contactId: 12 },
    { does: 'make primary', contactId: 7 },
  ]
  const mishaps = {
    lost: [
      { after: 0, isDeath: false },
      { after: 1, isDeath: true },
      { after: 2, isDeath: true },
    ],
    unread: [false, false, true],
  }
  const end = await expectNoLoss({ links: [], rules }, edits, [3, 11], mishaps)
  expect(end?.links).toBe('7 12* 8')
})

test('whom a lost request took out and somebody links again stays, also where what it linked was undone before it was seen', async () => {
  const rules = [[replace(ids(9, 8))]]
  const edits: Edit[] = [
    { does: 'unlink', contactId: 8 },
    { does: 'link', contactId: 7 },
  ]
  const mishaps = {
    lost: [
      { after: 1, isDeath: false },
      { after: 2, isDeath: true },
    ],
    unread: [true, false, false],
  }
  const end = await expectNoLoss({ links: linksOf('7*'), rules }, edits, [7, 12], mishaps)
  expect(end?.links).toBe('9* 8 7')
})

test('nor is whom somebody links again taken out once more, where the first reading after the lost request shows them', async () => {
  const rules = [[setPrimary(ids(8, 9)), detach(ids(8, 12))], [replace(ids(12))]]
  const mishaps = { lost: [{ after: 2, isDeath: false }], unread: [true] }
  const end = await expectNoLoss({ links: linksOf('7* 8 9'), rules }, [{ does: 'link', contactId: 7 }], [3], mishaps)
  expect(end?.links).toBe('9* 7')
})

test('who chooses one that the run has linked is heeded also where the reading after it fails', async () => {
  const rules = [
    [setPrimary(ids(7)), attach(ids(7), { primary: 'if-none' })],
    [attach(ids(12, 9), { primary: 'if-none' })],
  ]
  const edits: Edit[] = [
    { does: 'link', contactId: 12 },
    { does: 'make primary', contactId: 9 },
  ]
  const mishaps = { lost: [null], unread: [true, false, true] }
  const end = await expectNoLoss({ links: [], rules }, edits, [2, 5], mishaps)
  expect(end?.links).toBe('7 12 9*')
})

test('whoever makes the very choice of a request that got lost is not told from that request', async () => {
  const scenario = { links: linksOf('7* 8 9'), rules: [[attach(ids(9), { primary: 'always' })]] }
  const mishaps = { lost: [{ after: 0, isDeath: false }], unread: [] }
  const edits: Edit[] = [
    { does: 'make primary', contactId: 9 },
    { does: 'unlink', contactId: 9 },
  ]
  const story = { scenario, edits, at: [1, 3], mishaps }
  const end = await woven(scenario, edits, story.at, mishaps)
  const right = await rightEndsOf(story, end)
  expect([end.links, right.include(end.links), right.include('7 8 9*')]).toEqual(['7* 8 9', false, true])
  // The request was done, nobody chose, and after the run somebody unlinked 9: the rule had its way, and may not insist.
  const twin = await twinOf({ story, end, right })
  expect(twin?.story).toMatchObject({ edits: edits.slice(1), mishaps: { lost: [{ after: 1 }] } })
  expect(twin?.end.answered).toEqual(end.answered)
  expect([twin?.right.include(end.links), twin?.right.include('7 8 9*')]).toEqual([true, false])
  expect(await expectNoLoss(scenario, edits, story.at, mishaps)).toBe(null)
})

test('a run whose answers are lost ends as the rules want, tells the truth and loses no edit', async () => {
  const withTwinBefore = told.withTwin
  await fc.assert(
    fc.asyncProperty(
      someScenario,
      fc.array(fc.tuple(someEdit, fc.nat(mostPoints)), { maxLength: 2 }),
      someMishaps,
      async (scenario: Scenario, story, mishaps) => {
        const at = story.map(([, point]) => point).sort((a, b) => a - b)
        const edits = story.map(([edit]) => edit)
        const end = await expectNoLoss(scenario, edits, at, mishaps)
        tried.stories += 1
        if (end === null) return
        tried.known += 1
        if (end.asked.some((one) => one.type === 'write' && one.isLost)) tried.lost += 1
        if (edits.length === 0) {
          expect((await serialEnds(scenario, [])).map(({ links }) => links)).toContain(end.links)
        }
        expectNoBlindRepeat(end.asked)
        expectTruth(end)
        const settled = await end.settle()
        expect(settled.operations, 'it has come to rest').toEqual([])
        expect(inWords(settled.linksAfter)).toBe(end.links)
      },
    ),
    tries(1_000),
  )
  expect(tried.lost).toBeGreaterThan(tried.stories / 4)
  expect(told.withTwin - withTwinBefore, 'such stories are rare').toBeLessThan(tried.stories / 500)
})
