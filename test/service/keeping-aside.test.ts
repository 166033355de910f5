import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Database } from '../../src/database/open.ts'
import { openSpool } from '../../src/database/spool/spool.ts'
import { createLog } from '../../src/log.ts'
import { keepAside } from '../../src/service/keeping-aside.ts'
import { patiently } from '../support/service.ts'

const limitBytes = 2_000
const anEvent = (id: string) => ({
  id,
  event: 'ONCRMDEALUPDATE',
  dealId: 1,
  aboutId: null,
  receivedAt: '2026-08-21T10:00:00.000Z',
})

test.concurrent.each([
  { said: 'nearly full', events: 8, comesFirst: false },
  { said: 'nearly empty', events: 1, comesFirst: true },
])('a spool that is $said while the database takes it in comes first: $comesFirst', async ({ events, comesFirst }) => {
  const directory = await mkdtemp(join(tmpdir(), 'bindery-aside-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const spool = await openSpool({ directory, limitBytes, onDamage: () => {} })
  let isAway = true
  let release = () => {}
  const writing = new Promise<void>((resolve) => {
    release = resolve
  })
  const write = vi.fn(() => writing)
  const ping = async () => {
    if (isAway) throw new Error('away')
  }
  const aside = keepAside({
    spool,
    // Nothing but these of it is used: the outage is written down in the end.
    database: { ping, orm: { insert: () => ({ values: async () => {} }) } } as unknown as Database,
    portalId: 1,
    listensTo: async () => true,
    write,
    log: createLog({ level: 'silent', stream: { write: () => {} }, redactText: (text) => text }),
    now: () => new Date(),
  })
  for (let index = 0; index < events; index += 1)
    await aside.keep(anEvent(`00000000-0000-7000-8000-00000000000${index}`), null)
  expect(aside.comesFirst(), 'nobody knows that the database is back').toBe(true)
  isAway = false
  await vi.waitFor(() => expect(write).toHaveBeenCalled(), patiently)
  expect(aside.comesFirst()).toBe(comesFirst)
  release()
  await vi.waitFor(() => expect(aside.isInUse()).toBe(false), patiently)
  expect(aside.comesFirst()).toBe(false)
  await aside.close()
})
