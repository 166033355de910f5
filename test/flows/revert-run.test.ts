import { expect, test } from 'vitest'
import { aRequest } from '../support/a-request.ts'
import { aRule, type PaperDesk, paperDesk } from '../support/paper-desk.ts'
import { link, paperPortal } from '../support/paper-portal.ts'

function askToRevert(desk: PaperDesk, runId: string, force = false): void {
  const requestedAt = desk.now.toISOString()
  desk.memory.requests.push(
    aRequest({ id: `revert ${runId}`, kind: 'revert', terms: { type: 'revert', runId, force }, requestedAt }),
  )
}

async function anAppliedRun() {
  const portal = paperPortal()
  const desk = paperDesk(portal, [aRule()])
  desk.hear()
  return { portal, desk, run: await desk.run() }
}

test('a revert is a run of its own, and the rule does not do it again', async () => {
  const { portal, desk, run } = await anAppliedRun()
  askToRevert(desk, run.id)
  const revert = await desk.run()
  expect(revert).toMatchObject({
    status: 'applied',
    trigger: { type: 'revert', events: [], reverts: run.id },
    linksBefore: [link(7, 10, true)],
    linksAfter: [],
    rules: [],
    operations: [{ method: 'crm.deal.contact.delete', error: null }],
  })
  desk.hear()
  const next = await desk.run()
  expect(next).toMatchObject({ status: 'unchanged', rules: [{ actions: [{ effect: 'yielded' }] }] })
  expect(portal.links).toEqual([])
})

test('the revert of a revert restores, and the rule has its way again', async () => {
  const { portal, desk, run } = await anAppliedRun()
  askToRevert(desk, run.id)
  const revert = await desk.run()
  askToRevert(desk, revert.id)
  expect(await desk.run()).toMatchObject({ status: 'applied', trigger: { reverts: revert.id } })
  expect(portal.links).toEqual([link(7, 10, true)])
  expect(desk.memory.deeds.every(({ state }) => state === 'standing')).toBe(true)
})

test('where the links have changed since, nothing is put back; with force, what still stands is', async () => {
  const { portal, desk, run } = await anAppliedRun()
  portal.links = [link(7, 10, true), link(8, 20)]
  askToRevert(desk, run.id)
  expect(await desk.run()).toMatchObject({ status: 'skipped', error: { code: 'links-changed' }, operations: [] })
  askToRevert(desk, run.id, true)
  expect(await desk.run()).toMatchObject({ status: 'applied', linksAfter: [link(8, 20, true)] })
})

test('a revert that died after its write is finished by the next try, as the same run', async () => {
  const { portal, desk, run } = await anAppliedRun()
  askToRevert(desk, run.id)
  desk.recordFailures.push(new Error('the process died'))
  await expect(desk.work()).rejects.toThrow('died')
  expect(portal.links, 'the write was done').toEqual([])
  const revert = await desk.run({ attempt: 2 })
  expect(revert).toMatchObject({ status: 'applied', linksBefore: [link(7, 10, true)], linksAfter: [] })
  expect(portal.writes).toEqual(['link 7', 'unlink 7'])
})

test('an event that waits with a revert gets a run of its own, before it', async () => {
  const { desk, run } = await anAppliedRun()
  desk.hear()
  askToRevert(desk, run.id)
  expect(await desk.work()).toMatchObject({ run: { trigger: { type: 'event' } }, isMoreWaiting: true })
  expect(await desk.work()).toMatchObject({ run: { trigger: { type: 'revert' } }, isMoreWaiting: false })
})

test('a revert leaves what changed in the deal meanwhile for the rules to see', async () => {
  const { portal, desk, run } = await anAppliedRun()
  portal.deal = { ...portal.deal, title: 'Another title' }
  askToRevert(desk, run.id)
  await desk.run()
  expect(desk.memory.snapshot?.deal).toMatchObject({ title: 'A deal' })
})
