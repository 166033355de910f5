import { expect, test } from 'vitest'
import type { RunSummary } from '../src/core/runs/run.ts'
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

test('a shadow rule says what it would have done', () => {
  const contacts = [7, 9].map((contactId) => ({ contactId, effect: 'shadow' as const, by: null }))
  const action = { type: 'attach' as const, contactIds: [7, 9], effect: 'shadow' as const, note: null, contacts }
  const rules = [{ key: 'trial', version: 1, mode: 'shadow' as const, matched: true, actions: [action] }]
  const shadowed = { ...run, status: 'shadow' as const, linksAfter: run.linksBefore, rules }
  expect(runLine(shadowed).message).toMatch(/^deal 42 shadow: would attach 7 9; matched: trial \(shadow\) /)
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
