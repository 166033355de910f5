import { expect, test } from 'vitest'
import type { ActionResult, RunSummary } from '../src/core/runs/run.ts'
import { createLog } from '../src/log.ts'
import { redact } from '../src/portal/redact.ts'
import { runLine } from '../src/run-line.ts'

function logTo({ isTTY }: { isTTY: boolean }) {
  const lines: string[] = []
  const log = createLog({ level: 'info', redactText: redact, stream: { write: (text) => lines.push(text), isTTY } })
  return { log, text: () => lines.join('') }
}

const run: RunSummary = {
  id: 'r1',
  dealId: 42,
  portal: 'acme.bitrix24.com',
  trigger: { type: 'event', events: ['ONCRMDEALUPDATE'], eventIds: ['e1'] },
  status: 'applied',
  attempt: 1,
  queuedAt: '2026-08-21T10:00:00.000Z',
  startedAt: '2026-08-21T10:00:00.100Z',
  finishedAt: '2026-08-21T10:00:00.400Z',
  linksBefore: [
    { contactId: 7, sort: 10, isPrimary: true },
    { contactId: 8, sort: 20, isPrimary: false },
  ],
  linksAfter: [
    { contactId: 7, sort: 10, isPrimary: false },
    { contactId: 9, sort: 30, isPrimary: true },
  ],
  rules: [
    { key: 'company-contact', version: 3, mode: 'live', matched: true, actions: [] },
    { key: 'other', version: 1, mode: 'shadow', matched: false, actions: [] },
  ],
  operations: [],
  error: null,
}

test('a run is one line: what happened to which deal and why', () => {
  const { message, fields } = runLine(run)
  expect(message).toBe('deal 42 applied: +9, -8, primary 9; matched: company-contact (event ONCRMDEALUPDATE, 300 ms)')
  expect(fields.run).toMatchObject({ id: 'r1', dealId: 42, matched: ['company-contact'], durationMs: 300 })
})

test('a shadow rule says what it would have changed, and nothing of what is so already', () => {
  const action: ActionResult = {
    type: 'attach',
    contactIds: [8, 9, 7],
    effect: 'shadow',
    note: 'would make contact 8 primary',
    contacts: [
      { contactId: 8, effect: 'shadow', by: null },
      { contactId: 9, effect: 'shadow', by: null },
      { contactId: 7, effect: 'already', by: null },
    ],
  }
  const trial = { key: 'trial', version: 1, mode: 'shadow' as const, matched: true }
  const shadowed = { ...run, status: 'shadow' as const, linksAfter: run.linksBefore }
  const messageOf = (...actions: ActionResult[]) => runLine({ ...shadowed, rules: [{ ...trial, actions }] }).message
  expect(messageOf(action)).toMatch(/^deal 42 shadow: would attach 9, would make 8 primary; matched: trial \(shadow\) /)
  const clearing = action.contacts.map((contact) => ({ ...contact, effect: 'shadow' as const }))
  expect(
    messageOf({ ...action, type: 'clear', note: null, contacts: clearing.filter((one) => one.contactId < 9) }),
  ).toMatch(/^deal 42 shadow: would remove 8 7; matched/)
  const ofNine = action.contacts.filter(({ contactId }) => contactId === 9)
  expect(messageOf({ ...action, note: 'would make contact 9 primary', contacts: ofNine })).toMatch(
    /^deal 42 shadow: would attach 9 as primary; matched/,
  )
})

test('what a live rule did in the same run is not told again as what a shadow rule would have done', () => {
  const contacts = [{ contactId: 9, effect: 'shadow' as const, by: null }]
  const action = { type: 'attach' as const, contactIds: [9], effect: 'shadow' as const, note: null, contacts }
  const trial = { key: 'trial', version: 1, mode: 'shadow' as const, matched: true, actions: [action] }
  expect(runLine({ ...run, rules: [trial] }).message).toMatch(/^deal 42 applied: \+9, -8, primary 9; matched/)
})

test('a run that failed says why', () => {
  const failed = {
    ...run,
    status: 'failed' as const,
    linksAfter: run.linksBefore,
    error: { code: 'limit', message: 'too many requests' },
  }
  expect(runLine(failed).message).toContain('deal 42 failed; matched: company-contact; too many requests')
})

test('a terminal shows the message, JSON holds the details', () => {
  const terminal = logTo({ isTTY: true })
  const file = logTo({ isTTY: false })
  const { fields, message } = runLine(run)
  terminal.log.info(fields, message)
  file.log.info(fields, message)
  expect(terminal.text()).toContain('deal 42 applied')
  expect(terminal.text()).not.toContain('durationMs')
  expect(JSON.parse(file.text())).toMatchObject({ level: 'info', msg: message, run: { durationMs: 300 } })
})

test.each([true, false])('no secret gets into a line (terminal: %s)', (isTTY) => {
  const { log, text } = logTo({ isTTY })
  log.info({ token: 'SECRET', a: { applicationTokens: ['SECRET'], b: { auth: { x: 'SECRET' } } } }, 'keys')
  log.info({ headers: { authorization: 'Bearer SECRET', 'set-cookie': 'SECRET' } }, 'headers')
  log.error({ err: new Error('POST https://acme.bitrix24.com/rest/17/SECRET/profile failed') }, 'addresses')
  expect(text()).toContain('addresses')
  expect(text()).not.toContain('SECRET')
})
