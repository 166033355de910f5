import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fuse } from '../../../src/core/rules/fuse.ts'
import type { TriggerType } from '../../../src/core/runs/run.ts'
import { settleHold } from '../../../src/database/guards/settle-holds.ts'
import { ensurePortal } from '../../../src/database/portals/portals.ts'
import { recordRuns } from '../../../src/database/runs/record-runs.ts'
import { createFuseBox } from '../../../src/service/guards/fuse-box.ts'
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts'
import { aRecord, aRule, aRuleResult } from '../../support/stored.ts'

let opened: TestDatabase
let portalId: number
beforeAll(async () => {
  opened = await openTestDatabase('postgres')
  portalId = (await ensurePortal(opened.db, { domain: 'acme.bitrix24.com' })).id
})
afterAll(() => opened.remove())

/** What is counted of one rule, with the fuse that it has at the time. */
function aFuseBox(key: string) {
  const held: string[] = []
  const box = createFuseBox({ database: opened.db, portalId, now: () => new Date(), onHeld: (rule) => held.push(rule) })
  const admit = (dealId: number, fuse: Fuse) => box.admit({ rule: { rule: aRule({ key, fuse }), version: 1 }, dealId })
  return { box, admit, held }
}

const contacts = [{ contactId: 7, effect: 'applied' as const, by: null }]

/** Has it on record that the rule changed these deals so long ago. */
async function changed(
  key: string,
  dealIds: readonly number[],
  minutesAgo: number,
  type: TriggerType = 'event',
): Promise<void> {
  const at = new Date(Date.now() - minutesAgo * 60_000)
  const times = { queuedAt: at.toISOString(), startedAt: at.toISOString(), finishedAt: at.toISOString() }
  const actions = [{ type: 'attach' as const, contactIds: [7], effect: 'applied' as const, note: null, contacts }]
  await recordRuns(
    opened.db,
    portalId,
    dealIds.map((dealId) =>
      aRecord({
        ...{
          ...times,
          id: uuidv7({ msecs: at.getTime() }),
          dealId,
          status: 'applied',
          trigger: { type, events: [], eventIds: [] },
        },
        rules: [aRuleResult({ key, actions })],
      }),
    ),
  )
}

test('what had begun before a rule was held is held with it, though nothing that was let through is on record yet', async () => {
  const { admit, held } = aFuseBox('burst')
  const fuse = { deals: 2, minutes: 10 }
  const first = await Promise.all([1, 2, 3, 4].map((dealId) => admit(dealId, fuse)))
  expect(first.map((hold) => hold !== null)).toEqual([false, false, true, true])
  const later: unknown[] = []
  // Also on those that it has changed already.
  for (const dealId of [1, 2, 5, 6, 7, 8]) later.push(await admit(dealId, fuse))
  expect(later).toEqual(Array(6).fill(first[2]))
  expect(new Set(held)).toEqual(new Set(['burst']))
})

test('once a hold has ended, whoever ended it, the rule may change as many again', async () => {
  const { admit } = aFuseBox('again')
  const fuse = { deals: 1, minutes: 10 }
  expect(await admit(1, fuse)).toBeNull()
  const hold = await admit(2, fuse)
  const by = { kind: 'user', id: 'u1', name: 'Ada' } as const
  await settleHold(opened.db, portalId, { id: hold?.holdId ?? '', as: 'discarded', dealIds: null, by }, async () => {})
  expect(await admit(3, fuse)).toBeNull()
  expect((await admit(4, fuse))?.holdId).not.toBe(hold?.holdId)
})

test('what was on record before a hold ended counts for no process any more', async () => {
  const fuse = { deals: 1, minutes: 10 }
  await changed('settled', [1], 2)
  const hold = await aFuseBox('settled').admit(2, fuse)
  const by = { kind: 'user', id: 'u1', name: 'Ada' } as const
  await settleHold(opened.db, portalId, { id: hold?.holdId ?? '', as: 'discarded', dealIds: null, by }, async () => {})
  expect(await aFuseBox('settled').admit(3, fuse)).toBeNull()
})

test('what people and backfills have it do counts for no fuse', async () => {
  await changed('asked', [1], 3, 'manual')
  await changed('asked', [2], 2, 'backfill')
  const { admit } = aFuseBox('asked')
  expect([await admit(3, { deals: 1, minutes: 10 }), (await admit(4, { deals: 1, minutes: 10 })) !== null]).toEqual([
    null,
    true,
  ])
})

test('a limit that was raised looks as far back as it says, and still knows what was let through a moment ago', async () => {
  const { admit } = aFuseBox('raised')
  await changed('raised', [1, 2], 20)
  expect(await admit(3, { deals: 5, minutes: 10 })).toBeNull()
  expect(await admit(4, { deals: 4, minutes: 60 })).toBeNull()
  expect(await admit(5, { deals: 4, minutes: 60 })).not.toBeNull()
})

test('many changes of one deal hide no other deal', async () => {
  await changed('often', [1, 2], 5)
  await changed('often', [3, 3, 3, 3, 3], 4)
  const { admit } = aFuseBox('often')
  expect(await admit(4, { deals: 3, minutes: 10 })).not.toBeNull()
})
