import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder } from '../../src/core/deal/link.ts'
import type { RuleDocument } from '../../src/core/rules/rule.ts'
import type { RequestTerms } from '../../src/core/turns/store.ts'
import { previewDeal } from '../../src/flows/preview-deal.ts'
import { aRequest } from '../support/a-request.ts'
import { aRule, type PaperDesk, paperDesk } from '../support/paper-desk.ts'
import { link, type PaperPortal, paperPortal } from '../support/paper-portal.ts'
import { tries } from '../support/tries.ts'
import { aDealWithHistory, situation } from './random-history.ts'

function ask(desk: PaperDesk, kind: 'run' | 'revert', terms: RequestTerms | null): void {
  const id = `${kind} ${desk.records.length}`
  desk.memory.requests.push(aRequest({ id, kind, terms, requestedAt: desk.now.toISOString() }))
}

function preview(portal: PaperPortal, desk: PaperDesk, draft: RuleDocument | null) {
  const { portalName, activeRules, now, newRunId } = desk.deps
  const recallDeal = async () => structuredClone(desk.memory)
  return previewDeal({ portalName, portal, activeRules, recallDeal, now, newRunId }, { dealId: 1, draft })
}

/** So many that each kind of outcome is met in every run of the tests. */
const times = 400

test('law: a preview is what the run then does', async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(situation, async (given) => {
      const { portal, desk } = await aDealWithHistory(given)
      const foreseen = await preview(portal, desk, null)
      ask(desk, 'run', null)
      const run = await desk.run()
      expect(foreseen).toMatchObject({
        status: run.status,
        linksBefore: run.linksBefore,
        linksAfter: run.linksAfter,
        rules: run.rules,
        operations: run.operations.map(({ method, params }) => ({ method, params })),
      })
      expect(foreseen?.operations).toHaveLength(run.operations.length)
      seen.set(run.status, (seen.get(run.status) ?? 0) + 1)
    }),
    tries(times),
  )
  for (const status of ['applied', 'unchanged', 'unmatched', 'shadow'])
    expect(seen.get(status) ?? 0, `${status} of ${JSON.stringify([...seen])}`).toBeGreaterThan(0)
})

test('law: a revert puts back what the run found, and the revert of a revert what it left', async () => {
  let applied = 0
  await fc.assert(
    fc.asyncProperty(situation, async (given) => {
      const { portal, desk } = await aDealWithHistory(given)
      ask(desk, 'run', null)
      const run = await desk.run()
      if (run.status !== 'applied') return
      applied += 1
      const { deeds } = structuredClone(desk.memory)
      ask(desk, 'revert', { type: 'revert', runId: run.id, force: false })
      const revert = await desk.run()
      expect(revert.status).toBe('applied')
      expect(inOrder(portal.links)).toEqual(run.linksBefore)
      ask(desk, 'revert', { type: 'revert', runId: revert.id, force: false })
      expect(await desk.run()).toMatchObject({ status: 'applied', trigger: { reverts: revert.id } })
      expect(inOrder(portal.links)).toEqual(run.linksAfter)
      expect(new Set(desk.memory.deeds)).toEqual(new Set(deeds))
    }),
    tries(times),
  )
  expect(applied).toBeGreaterThan(0)
})

test('a linked contact that cannot be read and is replaced away was taken out, not failed to come in', async () => {
  const where = { fact: 'contact' as const, path: '$.name', operator: 'equal', value: 'Anna' }
  const rule = aRule({ actions: [{ type: 'replace', contacts: { from: 'linked', where } }] })
  const portal = paperPortal({
    links: [link(9, 10, true), link(8, 20)],
    contacts: new Map([[8, { id: 8, name: 'Anna' }]]),
  })
  const desk = paperDesk(portal, [rule])
  desk.hear()
  expect(await desk.run()).toMatchObject({ status: 'applied', rules: [{ actions: [{ effect: 'applied' }] }] })
  expect(desk.memory.deeds).toContainEqual({ ruleKey: rule.key, contactId: 9, kind: 'removed', state: 'standing' })
})
