import { expect, test } from 'vitest'
import { ensurePortal } from '../../../src/database/portals/portals.ts'
import { createStopSwitch } from '../../../src/service/guards/stop-switch.ts'
import { openTestDatabase } from '../../support/databases.ts'

test('no write leaves any process from the moment in which one of them is told to stop, until they are resumed', async () => {
  const { db: database, remove } = await openTestDatabase('postgres')
  const { id: portalId } = await ensurePortal(database, { domain: 'acme.bitrix24.com' })
  const errors: unknown[] = []
  const aSwitch = () =>
    createStopSwitch({ database, portalId, onChange: () => {}, onError: (error) => errors.push(error) })
  const [one, two] = [aSwitch(), aSwitch()]
  const by = { kind: 'user', id: 'u1', name: 'Ada' } as const
  await two.mayWrite()
  await one.stop({ by, note: null })
  for (const which of [two, two, one]) await expect(which.mayWrite()).rejects.toThrow('Ada stopped all writes')
  expect([one.isOn(), two.isOn()]).toEqual([true, true])
  expect(await one.resume({ by, note: null })).toBe(true)
  for (const which of [one, two]) await which.mayWrite()
  await Promise.all([one.close(), two.close()])
  await remove()
  expect(errors).toEqual([])
})
