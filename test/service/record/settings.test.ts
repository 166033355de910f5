import { afterAll, beforeAll, expect, test } from 'vitest'
import { aKeptDatabase } from '../../support/databases.ts'
import { aService, type ServiceOptions } from '../../support/service.ts'

let kept: Awaited<ReturnType<typeof aKeptDatabase>>
beforeAll(async () => {
  kept = await aKeptDatabase('postgres')
})
afterAll(() => kept.remove())

/** What stands on record of settings after a start with these, newest first. */
async function afterStart(options: ServiceOptions): Promise<unknown> {
  const service = await aService({ ...kept.options, ...options })
  try {
    return (await service.api('GET', '/api/audit?subjectKind=settings')).body
  } finally {
    await service.close()
  }
}

test('a start with other settings of who is let in and what is kept is on record, one with the same is not', async () => {
  const noted = { action: 'settings.noted', actor: { kind: 'machine', name: 'start' } }
  const all = { BINDERY_API_TOKEN: 'set', FOUR_EYES: '1', TRUSTED_PROXIES: '', RETENTION_RUNS: 'forever' }
  const fourEyes = { doors: { fourEyes: true } }
  expect(await afterStart(fourEyes)).toMatchObject({ items: [{ ...noted, details: { settings: all } }] })
  expect(await afterStart(fourEyes)).toMatchObject({ items: [noted] })
  const without = { doors: { fourEyes: false }, retention: { personalDataDays: null, runsDays: 100, eventsDays: null } }
  expect(await afterStart(without)).toMatchObject({
    items: [
      {
        action: 'settings.changed',
        details: {
          from: { FOUR_EYES: '1', RETENTION_RUNS: 'forever' },
          to: { FOUR_EYES: '0', RETENTION_RUNS: '100d' },
          settings: { FOUR_EYES: '0', TRUSTED_PROXIES: '' },
        },
      },
      noted,
    ],
  })
})
