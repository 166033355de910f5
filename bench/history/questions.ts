import type postgres from 'postgres'
import { days, deals } from './fill.ts'
import { rules } from './records.ts'

/** A way to ask for runs, and an address for each time that it is asked: never the same one twice where that can be. */
export type Question = { name: string; path(time: number): string }

/** Every filter of the list alone, those that people combine, and combinations that find nothing, which is harder. */
export async function questionsOf(sql: postgres.Sql, portalId: number, times: number): Promise<Question[]> {
  const ids = await someIds(sql, portalId, times)
  const idAt = (time: number) => ids[time % ids.length] ?? ''
  const daysAgo = (ago: number) => new Date(Date.now() - ago * 24 * 60 * 60 * 1_000).toISOString()
  const dealAt = (time: number) => String(1 + ((time * 7_919) % deals))
  const list = (name: string, query: (time: number) => Record<string, string>): Question => ({
    name,
    path: (time) => `/api/runs?${new URLSearchParams(query(time))}`,
  })
  const { common, usual, rare } = rules
  const week = (time: number) => {
    const ago = 10 + ((time * 37) % (days - 20))
    return { from: daysAgo(ago), to: daysAgo(ago - 7) }
  }
  return [
    list('first page', () => ({})),
    list('page somewhere deep', (time) => ({ cursor: cursorAfter(idAt(time)) })),
    list('dealId', (time) => ({ dealId: dealAt(time) })),
    list('dealId with the most runs', () => ({ dealId: '1' })),
    list('status=applied', () => ({ status: 'applied' })),
    list('status=failed, deep', (time) => ({ status: 'failed', cursor: cursorAfter(idAt(time)) })),
    list('status=quarantined (1 in 10,000)', () => ({ status: 'quarantined' })),
    list('trigger=event, deep', (time) => ({ trigger: 'event', cursor: cursorAfter(idAt(time)) })),
    list('trigger=revert (1 in 1,000)', () => ({ trigger: 'revert' })),
    list('rule, matched by 6 in 10', () => ({ rule: common })),
    list('rule, matched by 1 in 10, deep', (time) => ({ rule: usual, cursor: cursorAfter(idAt(time)) })),
    list('rule, matched by 2 in 10,000', () => ({ rule: rare })),
    list('rule that never matched', () => ({ rule: 'never-matched' })),
    list('from and to, a week', week),
    list('from, half a year ago', () => ({ from: daysAgo(days / 2) })),
    list('to, half a year ago', () => ({ to: daysAgo(days / 2) })),
    list('from and to, half a year', () => ({ from: daysAgo(days * 0.75), to: daysAgo(days / 4) })),
    list('from and to, before the first run', () => ({ from: daysAgo(days + 9), to: daysAgo(days + 2) })),
    list('rule + status=applied', () => ({ rule: common, status: 'applied' })),
    list('rule + status=failed, none', () => ({ rule: common, status: 'failed' })),
    list('rule + status=shadow, none', () => ({ rule: common, status: 'shadow' })),
    list('rule + status=unmatched, none', () => ({ rule: common, status: 'unmatched' })),
    list('rare rule + status=shadow', () => ({ rule: rare, status: 'shadow' })),
    list('rare rule + status=unchanged, none', () => ({ rule: rare, status: 'unchanged' })),
    list('rule + trigger=revert', () => ({ rule: usual, trigger: 'revert' })),
    list('rule + a week', (time) => ({ rule: usual, ...week(time) })),
    list('rare rule + a week', (time) => ({ rule: rare, ...week(time) })),
    list('status=failed + a week', (time) => ({ status: 'failed', ...week(time) })),
    list('status=quarantined + half a year', () => ({ status: 'quarantined', to: daysAgo(days / 2) })),
    list('status=shadow + trigger=sweep', () => ({ status: 'shadow', trigger: 'sweep' })),
    list('status=quarantined + trigger=revert', () => ({ status: 'quarantined', trigger: 'revert' })),
    list('trigger=manual + a week', (time) => ({ trigger: 'manual', ...week(time) })),
    list('contact in every run', () => ({ contactId: '7' })),
    list('contact in every run + status=quarantined', () => ({ contactId: '7', status: 'quarantined' })),
    list('contact in no run', () => ({ contactId: '999' })),
    list('dealId + status=failed', (time) => ({ dealId: dealAt(time), status: 'failed' })),
    list('dealId + rule + a week', (time) => ({ dealId: dealAt(time), rule: common, ...week(time) })),
    { name: 'one run with its traces', path: (time) => `/api/runs/${idAt(time)}` },
  ]
}

/** Runs from all over the year. */
async function someIds(sql: postgres.Sql, portalId: number, count: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from runs tablesample system (1) where portal_id = ${portalId} order by random() limit ${count}`
  return rows.map(({ id }) => id)
}

/** As the list writes it: walking there page by page would take a million rows. */
const cursorAfter = (run: string) => Buffer.from(JSON.stringify({ run })).toString('base64url')
