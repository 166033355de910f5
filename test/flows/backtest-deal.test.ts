import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Link } from '../../src/core/deal/link.ts'
import { previousOf } from '../../src/core/decision/seen-facts.ts'
import { differenceOf, type Side, type Verdict } from '../../src/core/rules/backtest.ts'
import { contestOf, judge, judgeRecorded } from '../../src/flows/backtest-deal.ts'
import { aRule, paperDesk } from '../support/paper-desk.ts'
import { link, paperPortal } from '../support/paper-portal.ts'
import { tries } from '../support/tries.ts'
import { someRuleDocuments } from './random-rule-documents.ts'

const someLinks = fc
  .uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 4 })
  .map((ids): Link[] => ids.map((id, index) => link(id, (index + 1) * 10, index === 0)))

/** A deal after two runs of the rules, as it is kept: through JSON, like in a database. */
async function aRecordedDeal(desk: ReturnType<typeof paperDesk>) {
  desk.hear('ONCRMDEALADD')
  await desk.run()
  desk.hear('ONCRMDEALUPDATE')
  const { linksAfter } = await desk.run()
  const { snapshot, deeds } = desk.memory
  if (!snapshot?.facts) throw new Error('the run kept no facts')
  const { takenAt, deal, facts } = JSON.parse(JSON.stringify(snapshot)) as typeof snapshot
  return { dealId: 1, takenAt, deal, facts: facts ?? null, links: linksAfter, deeds }
}

const isRefuted = (side: Side) => side.inWords.endsWith(' could make it match.')

/** With the words of `other` where they tell that what was never read cannot matter: the portal knows that as well. */
function withoutRefutations({ draft, live, ...verdict }: Verdict, other: Verdict): Verdict {
  const words = (side: Side, told: Side | null) => (told && isRefuted(told) ? { ...side, inWords: told.inWords } : side)
  return { ...verdict, draft: words(draft, other.draft), live: live && words(live, other.live) }
}

test('law: a backtest of the live version changes nothing, and a replay judges as the portal would', async () => {
  const seen = { decided: 0, undecided: 0, compared: 0, matched: 0 }
  await fc.assert(
    fc.asyncProperty(someRuleDocuments, someLinks, someLinks, async (rules, links, companyContacts) => {
      const deal = {
        id: 1,
        title: 'A deal',
        companyId: 61,
        opportunity: 500,
        UF_CRM_HELPER: ['C_8'],
        UF_CRM_FLAG: false,
      }
      const portal = paperPortal({
        deal,
        links,
        companyContacts,
        company: { id: 61, UF_CRM_TIER: 'gold' },
        describeFields: async () => ({ UF_CRM_FLAG: { type: 'boolean', isMultiple: false } }),
      })
      const recorded = await aRecordedDeal(paperDesk(portal, rules))
      const stored = rules.map((rule, index) => ({ rule, version: index + 1 }))
      for (const { rule } of stored.filter(({ rule }) => rule.mode === 'live')) {
        const contest = contestOf(rule, stored)
        const judgement = await judgeRecorded(contest, recorded)
        if (judgement.status === 'undecided') {
          seen.undecided += 1
          continue
        }
        seen.decided += 1
        const { verdict, assumed } = judgement
        expect(['same', 'neither']).toContain(differenceOf(verdict))
        expect(verdict.draft).toEqual(verdict.live)
        if (assumed.length > 0) continue
        const previous = previousOf(recorded.deal, recorded.facts ?? { changed: [], before: null })
        const asked = {
          dealId: 1,
          event: recorded.facts?.event ?? { type: '', types: [], receivedAt: '' },
          snapshot: previous === undefined ? null : { takenAt: recorded.takenAt, deal: previous },
          deeds: recorded.deeds,
          now: new Date(recorded.takenAt),
        }
        // On paper a deal's own fields do not follow its links.
        const reader = { ...portal, readDeal: async () => ({ deal: recorded.deal, links: recorded.links }) }
        const asOnThePortal = await judge(reader, contest, asked)
        expect(asOnThePortal && withoutRefutations(asOnThePortal, verdict)).toEqual(verdict)
        seen.compared += 1
        if (verdict.draft.matched) seen.matched += 1
      }
    }),
    tries(150),
  )
  expect(seen.compared).toBeGreaterThan(50)
  expect(seen.matched).toBeGreaterThan(20)
})

test('what no run has read leaves a deal undecided, and says what is missing', async () => {
  const live = aRule({ key: 'watch', actions: [{ type: 'detach', contacts: { from: 'ids', ids: [9] } }] })
  const recorded = await aRecordedDeal(paperDesk(paperPortal(), [live]))
  const draft = aRule({ key: 'new', actions: [{ type: 'attach', contacts: { from: 'company', select: 'all' } }] })
  const contest = contestOf(draft, [{ rule: live, version: 1 }])
  expect(await judgeRecorded(contest, recorded)).toEqual({ status: 'undecided', missing: "the company's contacts" })
  const changed = aRule({
    key: 'new',
    conditions: { all: [{ fact: 'changed', operator: 'contains', value: 'title' }] },
  })
  expect(await judgeRecorded(contestOf(changed, []), { ...recorded, facts: null })).toEqual({
    status: 'undecided',
    missing: 'the event and what had changed',
  })
})

test('what was read settles a deal that does not match either way', async () => {
  const live = aRule({ key: 'watch', actions: [{ type: 'detach', contacts: { from: 'ids', ids: [9] } }] })
  const recorded = await aRecordedDeal(paperDesk(paperPortal(), [live]))
  const big = { fact: 'deal', path: '$.opportunity', operator: 'greaterThan', value: 1e9 } as const
  const gold = { fact: 'company', path: '$.UF_CRM_TIER', operator: 'equal', value: 'gold' } as const
  const fromCompany = [{ type: 'attach' as const, contacts: { from: 'company' as const, select: 'all' as const } }]
  const judged = (draft: Partial<typeof live>, stored = [live], of = recorded) =>
    judgeRecorded(
      contestOf(
        aRule({ key: 'new', actions: fromCompany, ...draft }),
        stored.map((rule, index) => ({ rule, version: index + 1 })),
      ),
      of,
    )
  const settled = { status: 'decided', verdict: { draft: { matched: false, changes: false }, live: null }, assumed: [] }
  expect(await judged({ conditions: { all: [gold, big] } })).toMatchObject(settled)
  expect(await judged({ conditions: { all: [gold, big] } }), 'what it would take is not known').toMatchObject({
    verdict: {
      draft: { inWords: "opportunity is not there, and nothing about the company's fields could make it match." },
    },
  })
  expect(await judged({ conditions: { not: { any: [gold, { not: big }] } } })).toMatchObject(settled)
  const changed = { fact: 'changed', operator: 'contains', value: 'title' } as const
  expect(await judged({ conditions: { all: [changed, big] } }, [], { ...recorded, facts: null })).toMatchObject(settled)

  const open = { status: 'undecided' }
  expect(await judged({ conditions: { any: [gold, big] } })).toMatchObject(open)
  expect(await judged({ conditions: { not: { all: [gold, big] } } })).toMatchObject(open)
  const liveVersion = aRule({ key: 'new', conditions: { all: [gold] }, actions: fromCompany })
  expect(await judged({ conditions: { all: [big] } }, [liveVersion]), 'the live one may match').toMatchObject(open)
})

test('a contact that nobody has looked at is taken to exist, and named', async () => {
  const recorded = await aRecordedDeal(paperDesk(paperPortal(), []))
  const draft = aRule({ key: 'new', actions: [{ type: 'attach', contacts: { from: 'ids', ids: [77] } }] })
  expect(await judgeRecorded(contestOf(draft, []), recorded)).toMatchObject({
    status: 'decided',
    assumed: [77],
    verdict: { draft: { matched: true, changes: true, wanted: [link(77, 10, true)] }, live: null },
  })
})
