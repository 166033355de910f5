import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRule, aService, type RunningService } from '../../support/service.ts'
import { sweep } from '../../support/sweeps.ts'

let aheadMs = 0
let service: RunningService
beforeAll(async () => {
  service = await aService({ portal: { clock: () => Date.now() + aheadMs } })
})
afterAll(() => service.close())

test('a first sweep that is not told of the latest move leaves those alone that were made before it', async () => {
  const { sandbox, obey, runsOf } = service
  const [before, after] = [sandbox.data.addDeal(), sandbox.data.addDeal()]
  sandbox.data.addCategory({ id: 4, name: 'Partners', sort: 20 })
  sandbox.data.moveToCategory(before, 4)
  await service.quiet()
  await obey(aRule({ on: ['ONCRMDEALMOVETOCATEGORY'], actions: [{ type: 'clear' }] }))
  aheadMs += 600_000

  const method = 'crm.stagehistory.list'
  sandbox.faults.next({ kind: 'error', method, status: 400, code: 'INVALID_ARG_VALUE', description: 'Nein' })
  expect(await sweep(service.api)).toMatchObject({ status: 'done', dealsQueued: 0 })
  aheadMs += 600_000
  sandbox.data.moveToCategory(after, 4)
  expect(await sweep(service.api)).toMatchObject({ status: 'done', dealsQueued: 1 })
  expect(await runsOf(before)).toEqual([])
  expect(await runsOf(after)).toHaveLength(1)
})
