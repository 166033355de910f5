import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Database } from '../../../src/database/connection/open.ts'
import type { JournalEntry } from '../../../src/database/events/journal.ts'
import { openSpool } from '../../../src/database/spool/spool.ts'
import { createLog } from '../../../src/log.ts'
import { keepAside } from '../../../src/service/events/keeping-aside.ts'
import { patiently } from '../../support/patiently.ts'

const limitBytes = 2_000
const anEvent = (id: string) => ({
  id,
  event: 'ONCRMDEALUPDATE',
  dealId: 1,
  aboutId: null,
  receivedAt: '2026-08-21T10:00:00.000Z',
})

/** What keeps events aside in a directory of its own, with a database of which nothing is used but these. */
async function anAside(database: { ping(): Promise<void>; write(entries: JournalEntry[]): Promise<void> }) {
  const directory = await mkdtemp(join(tmpdir(), 'bindery-aside-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const spool = await openSpool({ directory, limitBytes, onDamage: () => {}, onKept: () => {} })
  const lines: string[] = []
  const aside = keepAside({
    spool,
    // The outage is written down in the end.
    database: { ping: database.ping, orm: { insert: () => ({ values: async () => {} }) } } as unknown as Database,
    portalId: 1,
    listensTo: async () => true,
    write: database.write,
    log: createLog({ level: 'warn', stream: { write: (line) => lines.push(line) }, redactText: (text) => text }),
    now: () => new Date(),
  })
  return { aside, spool, lines }
}

test.concurrent.each([
  { said: 'nearly full', events: 8, comesFirst: false },
  { said: 'nearly empty', events: 1, comesFirst: true },
])('a spool that is $said while the database takes it in comes first: $comesFirst', async ({ events, comesFirst }) => {
  let isAway = true
  let release = () => {}
  const writing = new Promise<void>((resolve) => {
    release = resolve
  })
  const write = vi.fn(() => writing)
  const ping = async () => {
    if (isAway) throw new Error('away')
  }
  const { aside } = await anAside({ ping, write })
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

const refusing = (code: string) => Object.assign(new Error('the database says no'), { code })
const [good, bad] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'] as const

test.concurrent.each(['25006', '42P01', '57014', 'XX000', ''])(
  'what the database refuses with %j, though it answers, is kept until it takes it',
  async (code) => {
    const taken: string[] = []
    let isWell = false
    const write = vi.fn(async (entries: JournalEntry[]) => {
      if (!isWell) throw refusing(code)
      taken.push(...entries.map(({ id }) => id))
    })
    const { aside, spool, lines } = await anAside({ ping: async () => {}, write })
    await aside.keep(anEvent(good), null)
    await vi.waitFor(() => expect(lines.join()).toContain('the database says no'), patiently)
    expect(spool.state().events).toBe(1)
    isWell = true
    await vi.waitFor(() => expect(taken).toEqual([good]), patiently)
    await aside.close()
  },
)

test('one whose values the database refuses holds no other up, and is in the log', async () => {
  const taken: string[] = []
  const write = async (entries: JournalEntry[]) => {
    if (entries.some(({ id }) => id === bad)) throw refusing('22P05')
    taken.push(...entries.map(({ id }) => id))
  }
  let isAway = true
  const ping = async () => {
    if (isAway) throw new Error('away')
  }
  const { aside, lines } = await anAside({ ping, write })
  for (const id of [bad, good]) await aside.keep(anEvent(id), null)
  isAway = false
  await vi.waitFor(() => expect(taken).toEqual([good]), patiently)
  await vi.waitFor(() => expect(aside.isInUse()).toBe(false), patiently)
  expect(lines.join()).toContain(`event ${bad} was kept aside and the database refuses it`)
  await aside.close()
})

test('a database that goes away while each is tried by itself loses none for it', async () => {
  const taken: string[] = []
  let isGone = false
  const write = async (entries: JournalEntry[]) => {
    if (entries.some(({ id }) => id === bad)) throw refusing('22P05')
    if (!isGone) {
      isGone = true
      throw refusing('57P01')
    }
    taken.push(...entries.map(({ id }) => id))
  }
  let isAway = true
  const ping = async () => {
    if (isAway) throw new Error('away')
  }
  const { aside, lines } = await anAside({ ping, write })
  for (const id of [bad, good]) await aside.keep(anEvent(id), null)
  isAway = false
  await vi.waitFor(() => expect(taken).toEqual([good]), patiently)
  expect(lines.join()).not.toContain(`event ${good} was kept aside and the database refuses it`)
  await aside.close()
})
