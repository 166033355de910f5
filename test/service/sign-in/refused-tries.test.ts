import { createHash } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { chainStart } from '../../../src/core/record/audit-chain.ts'
import { listAudit } from '../../../src/database/record/audit.ts'
import { chainHead, chainOf } from '../../../src/database/record/audit-chain.ts'
import { verifyAudit } from '../../../src/flows/verify-audit.ts'
import { createLog } from '../../../src/log.ts'
import { createRefusedSignIns, mostApart } from '../../../src/service/sign-in/refused-tries.ts'
import { databaseKinds, ownDatabase } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'

const hourMs = 3_600_000
const log = createLog({ level: 'silent', redactText: (text) => text })

describe.each(databaseKinds)('refused sign-ins on record on %s', (kind) => {
  const own = ownDatabase(kind)

  const began = Date.parse('2026-11-28T09:00:00.000Z')
  /** A process of its own, by a clock of the test's. */
  function aProcess(countForMs?: number) {
    let at = began
    const refused = createRefusedSignIns({
      ...{ database: own.db, log, now: () => new Date(at) },
      ...(countForMs !== undefined && { countForMs }),
    })
    const refuse = (email: string, address = '203.0.113.7') =>
      refused.record({ subject: { kind: 'user', id: null }, details: { email, address, reason: 'unknown address' } })
    const pass = (ms: number) => {
      at += ms
    }
    return { refuse, pass, close: refused.close }
  }
  const entries = async (action: string) => (await listAudit(own.db, { action, limit: 200 })).items
  const newOf = async (action: string, seen: number) => (await entries(action)).slice(0, -seen || undefined)

  test('the first of an hour are told one by one, all others together, with how many, for whom and from where', async () => {
    const { refuse, close, pass } = aProcess()
    for (let n = 0; n < mostApart.ofAll; n += 1) await refuse(`${n}@example.com`)
    expect(await entries('session.refused')).toHaveLength(mostApart.ofAll)
    pass(60_000)
    for (let n = 0; n < 30; n += 1)
      await refuse(n % 3 === 0 ? 'ada@example.com' : `x${n}@example.com`, `203.0.113.${n}`)
    pass(60_000)
    await refuse('ada@example.com', '198.51.100.1')
    await refuse('bob@example.com', '198.51.100.1')
    expect(await entries('session.refused'), 'an attack adds no more of them').toHaveLength(mostApart.ofAll)
    await close()
    expect(await entries('session.refused-often')).toMatchObject([
      {
        actor: { kind: 'stranger' },
        subject: { kind: 'user', id: null },
        details: {
          ...{ tries: 32, since: '2026-11-28T09:01:00.000Z', until: '2026-11-28T09:02:00.000Z' },
          ...{ accounts: 22, addresses: 31, mostTried: 'ada@example.com', mostFrom: '198.51.100.1' },
        },
      },
    ])
    await close()
    expect(await entries('session.refused-often'), 'nothing was counted since').toHaveLength(1)
    pass(hourMs)
    await refuse('carl@example.com')
    expect((await newOf('session.refused', mostApart.ofAll)).map(({ details }) => details.email)).toEqual([
      'carl@example.com',
    ])
  })

  test('one account takes no place from the others, and what was counted is on record after a while by itself', async () => {
    const seen = (await entries('session.refused')).length
    const { refuse, close } = aProcess(20)
    for (let n = 0; n <= mostApart.ofAccount; n += 1) await refuse('ada@example.com')
    await refuse('bob@example.com')
    const told = (await newOf('session.refused', seen)).map(({ details }) => details.email)
    expect(told).toEqual(['bob@example.com', ...Array(mostApart.ofAccount).fill('ada@example.com')])
    await vi.waitFor(async () => {
      const [newest] = await entries('session.refused-often')
      expect(newest?.details).toMatchObject({ tries: 1, mostTried: 'ada@example.com' })
    }, patiently)
    await close()
  })

  test('the chain holds', async () => {
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    const head = await chainHead(own.db)
    expect(head.position).toBeGreaterThan(mostApart.ofAll)
    const { findings, isEnd } = await verifyAudit({ ...chainOf(own.db), sha256 }, { after: chainStart, limit: 1_000 })
    expect([findings, isEnd]).toEqual([[], true])
  })
})
