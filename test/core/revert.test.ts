import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder, type Link, primaryIdOf } from '../../src/core/deal/link.ts'
import { isFulfilled, planLinks } from '../../src/core/decision/plan.ts'
import { changesSince, revertedLinks } from '../../src/core/reverts/revert.ts'

/** `7* 9`: by sort ten apart, the primary one starred. */
const linksOf = (text: string): Link[] =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((word, index) => ({
      contactId: Number.parseInt(word, 10),
      sort: (index + 1) * 10,
      isPrimary: word.endsWith('*'),
    }))

const inWords = (links: readonly Link[]) =>
  inOrder(links)
    .map(({ contactId, isPrimary }) => `${contactId}${isPrimary ? '*' : ''}`)
    .join(' ')

test.each([
  { name: 'what it attached goes', before: '5*', after: '5* 7', now: '5* 7', back: '5*' },
  { name: 'what it removed comes back', before: '5* 7', after: '5*', now: '5*', back: '5* 7' },
  { name: 'the primary goes back', before: '5* 7', after: '5 7*', now: '5 7*', back: '5* 7' },
  { name: 'the order goes back', before: '5* 7', after: '7 5*', now: '7 5*', back: '5* 7' },
  { name: 'whom a person linked since stays', before: '', after: '7*', now: '7* 9', back: '9*' },
  { name: 'whom a person removed since stays away', before: '5*', after: '5* 7 8', now: '5* 8', back: '5*' },
  { name: 'whom a person linked again since stays', before: '5* 7', after: '5*', now: '5* 7', back: '5* 7' },
  {
    name: 'a primary that a person moved since stays',
    before: '5* 7 9',
    after: '5 7* 9',
    now: '5 7 9*',
    back: '5 7 9*',
  },
  { name: 'a removed primary is primary again', before: '5* 7', after: '7*', now: '7*', back: '7 5*' },
  { name: 'it is undone already', before: '5*', after: '5* 7', now: '5*', back: '5*' },
])('taking a run back: $name', ({ before, after, now, back }) => {
  const wanted = revertedLinks({ linksBefore: linksOf(before), linksAfter: linksOf(after) }, linksOf(now))
  expect(inWords(wanted.links).split(' ').sort()).toEqual(back.split(' ').sort())
})

const someLinks = fc
  .uniqueArray(fc.record({ contactId: fc.integer({ min: 1, max: 6 }), sort: fc.constantFrom(10, 20, 30, 40) }), {
    selector: ({ contactId }) => contactId,
    maxLength: 5,
  })
  .chain((places) =>
    fc
      .nat(Math.max(0, places.length - 1))
      .map((primary) => places.map((place, index) => ({ ...place, isPrimary: index === primary }))),
  )

test('a sort that the run moved goes back, also where the order is right without', () => {
  const [linksBefore, linksAfter] = [linksOf('5*'), linksOf('7 5*')]
  const wanted = revertedLinks({ linksBefore, linksAfter }, linksAfter)
  expect(planLinks(linksAfter, wanted)).toEqual([{ type: 'set-links', links: linksBefore }])
})

test('the revert of a revert restores what the run had left', () => {
  fc.assert(
    fc.property(someLinks, someLinks, (linksBefore, linksAfter) => {
      const back = revertedLinks({ linksBefore, linksAfter }, linksAfter)
      expect(isFulfilled(linksBefore, back), 'the run is taken back as a whole').toBe(true)
      expect(planLinks(linksBefore, back)).toEqual([])
      const again = revertedLinks({ linksBefore: linksAfter, linksAfter: linksBefore }, linksBefore)
      expect(isFulfilled(linksAfter, again), 'and so is that').toBe(true)
    }),
  )
})

test('only what still stands as the run left it is put back, whatever people did since', () => {
  fc.assert(
    fc.property(someLinks, someLinks, someLinks, (linksBefore, linksAfter, now) => {
      const has = (links: readonly Link[], id: number) => links.some(({ contactId }) => contactId === id)
      const { links } = revertedLinks({ linksBefore, linksAfter }, now)
      for (const contactId of [1, 2, 3, 4, 5, 6]) {
        const [was, made, is] = [linksBefore, linksAfter, now].map((some) => has(some, contactId))
        const isOurs = was !== made && is === made
        expect(has(links, contactId)).toBe(isOurs ? was : is)
      }
      const others = primaryIdOf(now) !== primaryIdOf(linksAfter)
      if (others && has(links, primaryIdOf(now))) expect(primaryIdOf(links)).toBe(primaryIdOf(now))
    }),
  )
})

test('what changed since is told, with the run that did it', () => {
  const later = { id: 'later', linksBefore: linksOf('7* 9'), linksAfter: linksOf('7 9*') }
  expect(changesSince({ linksAfter: linksOf('7* 8') }, linksOf('7 9*'), [later])).toEqual([
    { contactId: 9, what: 'linked', runId: null },
    { contactId: 8, what: 'unlinked', runId: null },
    { contactId: 9, what: 'made-primary', runId: 'later' },
  ])
  expect(changesSince({ linksAfter: linksOf('7*') }, linksOf('7*'))).toEqual([])
})
