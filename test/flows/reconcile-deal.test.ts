import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { WritesStopped } from '../../src/core/guards/stop.ts'
import { PortalError } from '../../src/core/runs/portal-error.ts'
import { aRequest } from '../support/a-request.ts'
import { aRule, paperDesk } from '../support/paper-desk.ts'
import { link, paperPortal } from '../support/paper-portal.ts'

const effects = (run: { rules: { actions: { effect: string }[] }[] }) =>
  run.rules.flatMap((rule) => rule.actions.map((action) => action.effect))

test('an event makes the links right, and the run tells what was there, what was done and what is there', async () => {
  const portal = paperPortal()
  const desk = paperDesk(portal)
  desk.hear('ONCRMDEALUPDATE')
  const run = await desk.run()
  expect(run).toMatchObject({
    status: 'applied',
    attempt: 1,
    trigger: { type: 'event', events: ['ONCRMDEALUPDATE'] },
    linksBefore: [],
    linksAfter: [link(7, 10, true)],
    operations: [{ method: 'crm.deal.contact.add', result: true, error: null }],
    error: null,
  })
  expect(effects(run)).toEqual(['applied'])
  expect(desk.memory.events, 'nothing waits any more').toEqual([])
})

test('a second event finds nothing to do and writes nothing', async () => {
  const portal = paperPortal()
  const desk = paperDesk(portal)
  desk.hear()
  await desk.run()
  desk.hear()
  const echo = await desk.run()
  expect(echo).toMatchObject({ status: 'unchanged', operations: [], linksBefore: [link(7, 10, true)] })
  expect(echo.linksAfter).toEqual(echo.linksBefore)
  expect(portal.writes).toEqual(['link 7'])
})

test('what waits together is one run', async () => {
  const desk = paperDesk(paperPortal())
  desk.hear('ONCRMDEALADD')
  desk.hear('ONCRMDEALUPDATE')
  desk.hear('ONCRMDEALUPDATE')
  const run = await desk.run()
  expect(run.trigger.events).toEqual(['ONCRMDEALADD', 'ONCRMDEALUPDATE'])
  expect(run.trigger.eventIds).toHaveLength(3)
  expect(await desk.work()).toEqual({ status: 'nothing-waiting' })
})

test('a rule that listens to none of the events is not evaluated, unless a person asks', async () => {
  const desk = paperDesk(paperPortal(), [aRule({ on: ['ONCRMDEALADD'] })])
  desk.hear('ONCRMDEALUPDATE')
  expect(await desk.run()).toMatchObject({ status: 'unmatched', rules: [] })
  desk.memory.requests.push(aRequest({ requestedAt: desk.now.toISOString() }))
  expect(await desk.run()).toMatchObject({ status: 'applied', trigger: { type: 'manual', events: [] } })
})

test('a deal that is gone is skipped', async () => {
  const desk = paperDesk(paperPortal({ deal: null }))
  desk.hear()
  expect(await desk.run()).toMatchObject({ status: 'skipped', operations: [], error: { code: 'deal-gone' } })
})

test('a deal that goes while its links are written is skipped, with the write on record', async () => {
  const portal = paperPortal()
  portal.beforeWrite.push(() => {
    portal.deal = null
  })
  const desk = paperDesk(portal)
  desk.hear()
  const run = await desk.run()
  expect(run.status).toBe('skipped')
  expect(run.operations).toMatchObject([{ method: 'crm.deal.contact.add', result: null, error: { code: 'NOT-FOUND' } }])
})

test('a write whose answer was lost after it took effect is found out by reading, not repeated', async () => {
  const portal = paperPortal({ mishaps: [{ kind: 'outcome-unknown', when: 'after' }] })
  const desk = paperDesk(portal)
  desk.hear()
  const run = await desk.run()
  expect(portal.writes).toEqual(['link 7'])
  expect(run).toMatchObject({ status: 'applied', linksAfter: [link(7, 10, true)] })
  expect(run.operations).toMatchObject([{ result: null, error: { code: 'OUTCOME-UNKNOWN' } }])
  expect(effects(run)).toEqual(['applied'])
})

test('a write that was lost before it took effect is done again, and both are on record', async () => {
  const portal = paperPortal({ mishaps: [{ kind: 'outcome-unknown', when: 'before' }] })
  const desk = paperDesk(portal)
  desk.hear()
  const run = await desk.run()
  expect(portal.writes).toEqual(['link 7'])
  expect(run.operations.map((operation) => operation.error?.code ?? 'done')).toEqual(['OUTCOME-UNKNOWN', 'done'])
  expect(effects(run)).toEqual(['applied'])
})

test.each(
  (['outcome-unknown', 'limit'] as const).flatMap((kind) =>
    [0, 1].flatMap((place) => [true, false].map((isRead) => ({ kind, place, isRead }))),
  ),
)(
  'who is still there, as one of several calls was refused ($kind, call $place), was linked again by nobody; read back: $isRead',
  async ({ kind, place, isRead }) => {
    const without = { type: 'detach' as const, contacts: { from: 'ids' as const, ids: [8, 9] } }
    const portal = paperPortal({ links: [link(7, 10, true), link(8, 20), link(9, 30)] })
    portal.mishaps = [0, 1].map((call) => (call === place ? { kind, when: 'before' } : null))
    const { readLinks } = portal
    const ill = new PortalError('transient', { code: 'ILL', method: 'crm.deal.contact.items.get', message: 'Ill.' })
    if (!isRead) portal.readLinks = () => Promise.reject(ill)
    const desk = paperDesk(portal, [aRule({ actions: [without] })])
    desk.hear()
    await desk.work().catch((error) => expect(error).toBe(ill))
    portal.readLinks = readLinks
    if (desk.records.length === 0) await desk.run({ attempt: 2 })
    expect(portal.links).toEqual([link(7, 10, true)])
    expect(desk.records.flatMap(({ run }) => effects(run))).toEqual(['applied'])
  },
)

test('what a write was answered is on record, also where the links could not be read back by the same try', async () => {
  const portal = paperPortal()
  const desk = paperDesk(portal)
  const { readLinks } = portal
  portal.readLinks = () =>
    Promise.reject(new PortalError('transient', { code: 'ILL', method: 'crm.deal.contact.items.get', message: 'Ill.' }))
  desk.hear()
  await expect(desk.work()).rejects.toThrow('Ill.')
  portal.readLinks = readLinks
  const run = await desk.run({ attempt: 2 })
  expect(run).toMatchObject({ status: 'applied', linksBefore: [], operations: [{ result: true, error: null }] })
  expect(effects(run)).toEqual(['applied'])
  portal.links = []
  desk.hear()
  expect(effects(await desk.run()), 'it knows that the rule had attached it').toEqual(['yielded'])
})

test('a portal that loses one write after the other is left for the next try, not taken for somebody at odds', async () => {
  const portal = paperPortal({ lost: [0, 0, 0] })
  const desk = paperDesk(portal)
  desk.hear()
  await expect(desk.work()).rejects.toMatchObject({ kind: 'outcome-unknown' })
  expect(portal.writes).toEqual([])
  const run = await desk.run({ attempt: 2 })
  expect(run).toMatchObject({ status: 'applied', error: null, linksAfter: [link(7, 10, true)] })
  expect(run.operations.map(({ error }) => error?.code ?? 'done')).toEqual([
    ...Array(3).fill('OUTCOME-UNKNOWN'),
    'done',
  ])
})

test('a limit postpones the run; nothing is lost and the next try goes on from there', async () => {
  const retryAt = Date.parse('2026-09-01T10:05:00Z')
  const portal = paperPortal({ mishaps: [{ kind: 'limit', when: 'before', retryAt }] })
  const desk = paperDesk(portal)
  desk.hear()
  expect(await desk.work()).toMatchObject({ status: 'postponed', retryAt: new Date(retryAt) })
  expect(desk.records).toEqual([])
  const run = await desk.run({ attempt: 2 })
  expect(run).toMatchObject({ status: 'applied', linksBefore: [], linksAfter: [link(7, 10, true)] })
  expect(run.operations).toHaveLength(2)
})

test('a refusal that no other try can mend fails the run at once and says what was seen', async () => {
  const portal = paperPortal({ links: [link(8, 10, true)], mishaps: [{ kind: 'no-permission', when: 'before' }] })
  const desk = paperDesk(portal)
  desk.hear()
  const run = await desk.run()
  expect(run).toMatchObject({
    status: 'failed',
    error: { code: 'NO-PERMISSION' },
    linksBefore: [link(8, 10, true)],
    linksAfter: [link(8, 10, true)],
  })
  expect(effects(run)).toEqual(['failed'])
})

test('one refused contact does not keep the others from being linked', async () => {
  const both = { type: 'attach' as const, contacts: { from: 'ids' as const, ids: [8, 9] } }
  const portal = paperPortal({ mishaps: [{ kind: 'no-permission', when: 'before' }] })
  const desk = paperDesk(portal, [aRule({ actions: [both] })])
  desk.hear()
  const run = await desk.run()
  expect(run.status).toBe('failed')
  expect(run.rules[0]?.actions[0]?.contacts).toEqual([
    { contactId: 8, effect: 'failed', by: null },
    { contactId: 9, effect: 'applied', by: null },
  ])
})

test('an ill portal is left for the next try; the last one records the failure', async () => {
  const ill = { kind: 'transient' as const, when: 'before' as const }
  const portal = paperPortal({ mishaps: Array.from({ length: 6 }, () => ill) })
  const desk = paperDesk(portal)
  portal.readDeal = () => Promise.reject(Object.assign(new Error('no')))
  desk.hear()
  await expect(desk.work()).rejects.toThrow('no')
  expect(desk.records).toEqual([])
  const run = await desk.run({ attempt: 7, isLastAttempt: true })
  expect(run).toMatchObject({ status: 'failed', attempt: 7, error: { code: 'internal' } })
  expect(run.error?.message, 'the text of an unexpected error may hold anything').not.toContain('no ')
  expect(desk.memory.events).toEqual([])
})

test('a contact that a person links while ours is added stays', async () => {
  const portal = paperPortal()
  portal.beforeWrite.push(() => {
    portal.links = [link(9, 10, true)]
  })
  const desk = paperDesk(portal)
  desk.hear()
  const run = await desk.run()
  expect(run.status).toBe('applied')
  expect(run.linksAfter.map((one) => one.contactId).sort()).toEqual([7, 9])
})

test('a change that a set was written over is put back', async () => {
  const promote = { type: 'setPrimary' as const, contacts: { from: 'ids' as const, ids: [8] } }
  const portal = paperPortal({ links: [link(7, 10, true), link(8, 20)] })
  portal.beforeLook.push(() => {
    portal.links = [link(7, 10, true), link(8, 20), link(9, 30)]
  })
  const desk = paperDesk(portal, [aRule({ actions: [promote] })])
  desk.hear()
  const run = await desk.run()
  expect(portal.writes).toEqual(['set 7 8', 'link 9'])
  expect(run.linksAfter).toEqual([link(7, 10), link(8, 20, true), link(9, 30)])
})

test('so is the last of several that each set was written over: they use up no round of the run', async () => {
  const promote = { type: 'setPrimary' as const, contacts: { from: 'ids' as const, ids: [8] } }
  const portal = paperPortal({ links: [link(7, 10, true), link(8, 20), link(9, 30)] })
  const move = (sort: number) => () => {
    portal.links = portal.links.map((one) => (one.contactId === 9 ? { ...one, sort } : one))
  }
  // Right before each set; nothing happens before it is read back.
  for (const sort of [5, 35, 3]) portal.beforeLook.push(move(sort), () => {})
  const desk = paperDesk(portal, [aRule({ actions: [promote] })])
  desk.hear()
  const run = await desk.run()
  expect(run).toMatchObject({ status: 'applied', error: null })
  expect(portal.writes).toHaveLength(4)
  expect(run.linksAfter.map(({ contactId, isPrimary }) => `${contactId}${isPrimary ? '*' : ''}`)).toEqual([
    '9',
    '7',
    '8*',
  ])
})

test.each([
  { name: 'as the portal refuses it', kind: 'no-permission', status: 'failed' },
  { name: 'as the portal is ill to the last', kind: 'outcome-unknown', status: 'failed' },
] as const)(
  'a change that a set was written over and that is not put back, $name, is told',
  async ({ kind, status }) => {
    const promote = { type: 'setPrimary' as const, contacts: { from: 'ids' as const, ids: [8] } }
    const portal = paperPortal({ links: [link(7, 10, true), link(8, 20)] })
    portal.beforeLook.push(() => {
      portal.links = [link(7, 10, true), link(8, 20), link(9, 30)]
    })
    portal.mishaps.push(null, ...Array.from({ length: 9 }, () => ({ kind, when: 'before' as const })))
    const desk = paperDesk(portal, [aRule({ actions: [promote] })])
    desk.hear()
    const run = await desk.run({ isLastAttempt: true })
    expect(run.status).toBe(status)
    expect(run.error?.message).toContain('without putting it back: contact 9 linked. Do that again in Bitrix24.')
  },
)

test('links that are read back once as they were before the write are read again, and nothing is written twice', async () => {
  const portal = paperPortal()
  const { carryOut } = portal
  portal.carryOut = async (...given) => ({ ...(await carryOut(...given)), links: [] })
  const desk = paperDesk(portal)
  desk.hear()
  expect(await desk.run()).toMatchObject({ status: 'applied', linksAfter: [link(7, 10, true)] })
  expect(portal.writes).toEqual(['link 7'])
})

test('links that will not become what was written fail the run with what was seen', async () => {
  const portal = paperPortal()
  portal.afterWrite.push(
    ...Array.from({ length: 9 }, () => () => {
      portal.links = []
    }),
  )
  const insisting = {
    type: 'attach' as const,
    contacts: { from: 'company' as const, select: 'primary' as const },
    insist: true,
  }
  const desk = paperDesk(portal, [aRule({ actions: [insisting] })])
  desk.hear()
  const run = await desk.run()
  expect(run).toMatchObject({ status: 'failed', error: { code: 'not-fulfilled' } })
  expect(run.error?.message).toContain('no contacts')
  expect(portal.writes).toHaveLength(3)
})

test('what a person undoes while the run is still reading back stays undone', async () => {
  const portal = paperPortal()
  portal.afterWrite.push(() => {
    portal.links = []
  })
  const desk = paperDesk(portal)
  desk.hear()
  const run = await desk.run()
  expect(run).toMatchObject({ status: 'applied', error: null, linksAfter: [] })
  expect(effects(run)).toEqual(['yielded'])
  desk.hear()
  expect(effects(await desk.run()), 'and the next run knows').toEqual(['yielded'])
  expect(portal.writes).toHaveLength(1)
})

test('a run whose writes are stopped right before they leave waits, and leaves no word of a write that was not made', async () => {
  const stop = { at: '2026-09-01T10:00:00Z', by: 'Ada', note: null }
  for (const place of ['before it is announced', 'in the line'] as const) {
    const portal = paperPortal()
    const desk = paperDesk(portal)
    const refuse = () => {
      throw new WritesStopped(stop)
    }
    if (place === 'in the line') portal.beforeSend.push(refuse)
    else desk.beforeWrite.push(refuse)
    desk.hear()
    expect(await desk.work({ isLastAttempt: true })).toMatchObject({ status: 'postponed' })
    expect(desk.memory).toMatchObject({ unfinished: null, events: [expect.anything()] })
    expect(portal.writes).toEqual([])
    expect(await desk.run()).toMatchObject({ status: 'applied', operations: [{ result: true }] })
  }
})

test('a write is not sent before word of it is left', async () => {
  const portal = paperPortal()
  const desk = paperDesk(portal)
  const { saveUnfinished } = desk.deps
  desk.deps.saveUnfinished = async (...given) => {
    await nextTurn()
    await saveUnfinished(...given)
  }
  const left: unknown[] = []
  portal.beforeSend.push(() => left.push(desk.memory.unfinished))
  desk.hear()
  await desk.run()
  expect(left).toMatchObject([{ operations: [{ error: { code: 'unanswered' } }] }])
})

test('a run that died after its write is finished by the next, which accounts for the write', async () => {
  const portal = paperPortal()
  const desk = paperDesk(portal)
  desk.recordFailures.push(new Error('the process died'))
  desk.hear()
  await expect(desk.work()).rejects.toThrow('the process died')
  expect(portal.links).toEqual([link(7, 10, true)])

  const run = await desk.run({ attempt: 2 })
  expect(portal.writes, 'not written twice').toEqual(['link 7'])
  expect(run).toMatchObject({ status: 'applied', attempt: 2, linksBefore: [], linksAfter: [link(7, 10, true)] })
  expect(run.operations).toHaveLength(1)
  expect(effects(run)).toEqual(['applied'])

  portal.links = []
  desk.hear()
  expect(effects(await desk.run()), 'it knows that the rule had attached it').toEqual(['yielded'])
})

test('what a person undid stays undone until a person does it again', async () => {
  const portal = paperPortal()
  const desk = paperDesk(portal)
  desk.hear()
  await desk.run()
  portal.links = []
  desk.hear()
  const yielded = await desk.run()
  expect(effects(yielded)).toEqual(['yielded'])
  expect(yielded.status).toBe('unchanged')
  portal.links = [link(7, 10, true)]
  desk.hear()
  expect(effects(await desk.run())).toEqual(['already'])
})

test('our own write does not show as a change of the deal in the next run', async () => {
  const portal = paperPortal({ deal: { id: 1, title: 'A deal', companyId: 61, contactId: 0, contactIds: [] } })
  const isChanged = { all: [{ fact: 'changed' as const, operator: 'isNotEmpty' }] }
  const desk = paperDesk(portal, [aRule({ conditions: isChanged })])
  desk.hear()
  expect((await desk.run()).status, 'every field is new at first sight').toBe('applied')
  portal.deal = { id: 1, title: 'A deal', companyId: 61, contactId: 7, contactIds: [7] }
  desk.hear()
  expect((await desk.run()).status).toBe('unmatched')
  portal.deal = { ...portal.deal, title: 'Another title' }
  desk.hear()
  expect((await desk.run()).status).toBe('unchanged')
})

test('shadow rules are evaluated and recorded, never written', async () => {
  const portal = paperPortal()
  const desk = paperDesk(portal, [aRule({ mode: 'shadow' })])
  desk.hear()
  const run = await desk.run()
  expect(run).toMatchObject({ status: 'shadow', operations: [], linksAfter: [] })
  expect(effects(run)).toEqual(['shadow'])
  expect(portal.writes).toEqual([])
})

test.each([
  { found: 'there is something to do', links: [] },
  { found: 'there is nothing to do', links: [link(7, 10, true)] },
])(
  'nothing is written or recorded once the deal is no longer ours ($found), and the next to take it finds everything',
  async ({ links }) => {
    const portal = paperPortal()
    const desk = paperDesk(portal)
    const lost = new AbortController()
    portal.readDeal = async () => {
      lost.abort(new Error('another process has the deal'))
      return { deal: { id: 1, companyId: 61 }, links }
    }
    desk.hear()
    await expect(desk.work({ signal: lost.signal, isLastAttempt: true })).rejects.toThrow('another process')
    expect(portal.writes).toEqual([])
    expect(desk.records).toEqual([])
    expect(desk.memory.events).toHaveLength(1)
  },
)

test('a portal that refuses the webhook fails no deal: it waits, with its events, until a person has put that right', async () => {
  const portal = paperPortal({ mishaps: [{ kind: 'wrong-credentials', when: 'before' }] })
  const desk = paperDesk(portal)
  desk.hear()
  expect(await desk.work({ isLastAttempt: true })).toMatchObject({ status: 'postponed' })
  expect(desk.memory.events).toHaveLength(1)
  expect(await desk.run()).toMatchObject({ status: 'applied', linksAfter: [link(7, 10, true)] })
})
