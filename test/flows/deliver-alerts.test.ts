import { expect, test } from 'vitest'
import type { Alert } from '../../src/core/alarms/alert.ts'
import { type AlertNews, headline, newsInWords } from '../../src/core/alarms/alert-words.ts'
import { type DueNews, deliverAlerts } from '../../src/flows/deliver-alerts.ts'

const at = new Date('2026-11-24T14:00:00.000Z')
const anAlert = (differences: Partial<Alert> = {}): Alert => ({
  ...{ id: '0199c0de-0000-7000-8000-000000000001', kind: 'rule-held', subject: 'a', title: 'Rule a is held' },
  ...{ message: 'It would change 60 deals.', whatToDo: 'Look at them.', since: '2026-11-24T10:00:00.000Z' },
  ...{ raisedAt: '2026-11-24T10:00:15.000Z', overAt: null, ...differences },
})
const due = (differences: Partial<DueNews> = {}): DueNews => ({
  ...{ alert: anAlert(), moment: 'raised', channel: 'webhook', attempts: 6, ...differences },
})

async function delivered(...all: DueNews[]) {
  const told: AlertNews[] = []
  const settled: unknown[] = []
  await deliverAlerts({
    tell: async (news) => void told.push(news),
    claim: async () => all,
    settle: async (_due, outcome) => void settled.push(outcome),
    about: { portal: 'acme.bitrix24.com', link: 'https://bindery.example' },
    now: () => at,
  })
  return { told, settled }
}

test('what still stands is told as raised, however late', async () => {
  const { told, settled } = await delivered(due())
  expect(told).toMatchObject([{ state: 'raised', title: 'Rule a is held', overAt: null }])
  expect(settled).toEqual([{ sentAt: at }])
})

test('what was over before it could be told is told as over, from when to when', async () => {
  const { told } = await delivered(due({ alert: anAlert({ overAt: '2026-11-24T11:30:00.000Z' }) }))
  expect(told.map((news) => `${headline(news)}\n${newsInWords(news)}`)).toEqual([
    expect.stringMatching(
      /^\[Bindery acme.*\] Over: Rule a is held\nOver since Tuesday .*11:30 UTC; raised .*10:00 UTC\.\s+It was: It would change/,
    ),
  ])
})

test.each([
  { what: 'while it lasts', overAt: null, told: [] },
  { what: 'once it is over', overAt: '2026-11-24T11:30:00.000Z', told: ['over'] },
])('that the portal is paused, told through it: $what', async ({ overAt, told }) => {
  const paused = due({ channel: 'bitrix24', alert: anAlert({ kind: 'portal-paused', overAt }) })
  expect((await delivered(paused)).told.map(({ state }) => state)).toEqual(told)
})
