import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { RevertPreview } from '../../../src/http/schemas/revert.ts'
import { Run } from '../../../src/http/schemas/run.ts'
import { databaseKinds } from '../../support/databases.ts'
import { apiOf, aRule, aService, linksInWords, type RunningService } from '../../support/service.ts'

const Refused = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
})

describe.each(databaseKinds)('on %s', (database) => {
  let service: RunningService
  let [anna, ben] = [0, 0]
  beforeAll(async () => {
    service = await aService({ database })
    const { data } = service.sandbox
    ;[anna, ben] = [data.addContact(), data.addContact()]
    await service.obey(
      aRule({ key: 'attach-ben', actions: [{ type: 'attach', contacts: { from: 'ids', ids: [ben] } }] }),
    )
  })
  afterAll(() => service.close())

  const linksOf = (dealId: number) => linksInWords(service.sandbox.data.links(dealId))

  async function anAppliedRun() {
    const dealId = service.sandbox.data.addDeal({ contactIds: [anna] })
    const run = await service.waitForRun(dealId, ({ status }) => status === 'applied')
    await service.quiet()
    return { dealId, run }
  }
  async function revert(runId: string, body?: unknown) {
    const { status, body: answer } = await service.api('POST', `/api/runs/${runId}/revert`, body)
    expect(status, JSON.stringify(answer)).toBe(200)
    return Run.parse(answer)
  }
  async function refusal(runId: string, body?: unknown) {
    const { status, body: answer } = await service.api('POST', `/api/runs/${runId}/revert`, body)
    return { status, ...Refused.parse(answer).error }
  }

  test('a run is taken back, stays taken back, and that can be taken back as well', async () => {
    const { dealId, run } = await anAppliedRun()
    expect(linksOf(dealId)).toBe(`${anna}* ${ben}`)
    const back = await revert(run.id)
    expect(back).toMatchObject({ status: 'applied', trigger: { type: 'revert', reverts: run.id }, rules: [] })
    expect(linksOf(dealId)).toBe(`${anna}*`)

    service.sandbox.data.updateDeal(dealId, { title: 'Another title' })
    await service.quiet()
    expect((await service.runsOf(dealId)).at(-1)?.rules).toMatchObject([{ actions: [{ effect: 'yielded' }] }])
    expect(linksOf(dealId)).toBe(`${anna}*`)

    expect(await revert(back.id)).toMatchObject({ status: 'applied', trigger: { reverts: back.id } })
    expect(linksOf(dealId)).toBe(`${anna}* ${ben}`)
    const { body } = await service.api('GET', '/api/runs?trigger=revert')
    expect(body).toMatchObject({ items: [{ trigger: { reverts: back.id } }, { trigger: { reverts: run.id } }] })
  })

  test('a run tells who asked for it, and one that nobody asked for does not', async () => {
    const { dealId, run } = await anAppliedRun()
    expect(run.trigger).not.toHaveProperty('requestedBy')
    const made = await service.api('POST', '/api/tokens', { name: 'the auditor’s own' })
    const { secret } = z.object({ secret: z.string() }).parse(made.body)
    const api = apiOf(service.baseUrl, secret)
    const back = Run.parse((await api('POST', `/api/runs/${run.id}/revert`)).body)
    expect(back.trigger).toMatchObject({ type: 'revert', requestedBy: ['the auditor’s own'] })
    const again = Run.parse((await api('POST', `/api/deals/${dealId}/run`)).body)
    expect(again.trigger).toMatchObject({ type: 'manual', requestedBy: ['the auditor’s own'] })
    const { body } = await service.api('GET', `/api/runs?dealId=${dealId}`)
    expect(body).toMatchObject({
      items: [{ trigger: again.trigger }, { trigger: back.trigger }, { trigger: run.trigger }],
    })
    const asked = await fetch(`${service.baseUrl}/api/runs/export?dealId=${dealId}&format=csv`, {
      headers: { authorization: `Bearer ${secret}` },
    })
    expect((await asked.text()).match(/the auditor’s own/g)).toHaveLength(2)
  })

  test('links that a person changed since are named, and stay where it is forced', async () => {
    const { dealId, run } = await anAppliedRun()
    const cleo = service.sandbox.data.addContact()
    service.sandbox.data.linkContact(dealId, cleo)
    await service.quiet()
    const { body } = await service.api('GET', `/api/runs/${run.id}/revert`)
    const preview = RevertPreview.parse(body)
    expect(preview).toMatchObject({
      needsForce: true,
      changedSince: [{ contactId: cleo, what: 'linked', runId: null }],
      revertedBy: null,
    })
    expect(await refusal(run.id)).toMatchObject({
      status: 409,
      code: 'links_changed',
      details: { changedSince: preview.changedSince },
    })
    expect(linksOf(dealId)).toBe(`${anna}* ${ben} ${cleo}`)
    const forced = await revert(run.id, { force: true })
    expect(linksOf(dealId)).toBe(`${anna}* ${cleo}`)
    expect(linksInWords(forced.linksAfter)).toBe(linksInWords(preview.linksAfter))
  })

  test('what was taken back already, changed nothing or never was is refused', async () => {
    const { dealId, run } = await anAppliedRun()
    const back = await revert(run.id)
    const twice = await refusal(run.id)
    expect(twice).toMatchObject({ status: 409, code: 'links_changed', details: { revertedBy: back.id } })
    expect(twice.message).toContain(`Run ${back.id} has taken this one back already`)
    expect(await revert(run.id, { force: true }), 'nothing of it stands').toMatchObject({ status: 'unchanged' })

    const idle = await service.runNow(dealId)
    expect(await refusal(idle.id)).toMatchObject({ status: 409, code: 'nothing_to_revert' })
    const unknown = '0190b6a0-0000-7000-8000-000000000001'
    expect(await refusal(unknown)).toMatchObject({ status: 404 })
    expect(await refusal(run.id, { force: 'yes' })).toMatchObject({ status: 400 })
    service.sandbox.data.deleteDeal(dealId)
    expect(await refusal(run.id, { force: true })).toMatchObject({ status: 404 })
  })
})
