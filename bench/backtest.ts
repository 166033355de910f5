import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { RuleDocument } from '../src/core/rules/rule.ts'
import { openDatabase } from '../src/database/connection/open.ts'
import { ensurePortal } from '../src/database/portals/portals.ts'
import { recordRuns } from '../src/database/runs/record-runs.ts'
import { backtestNow } from '../src/service/jobs/backtests.ts'
import { aRecord } from '../test/support/stored.ts'

/** How long a backtest over recorded deals takes, and for how long at a time it holds the thread. */
const deals = Number(process.argv[2] ?? 10_000)
const dataDir = await mkdtemp(join(tmpdir(), 'bindery-bench-'))
const database = await openDatabase({ url: process.env.DATABASE_URL ?? null, dataDir })
const { id: portalId } = await ensurePortal(database, { domain: 'bench.bitrix24.com' })
const takenAt = new Date().toISOString()
const fields = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`UF_CRM_${index}`, `value ${index}`]))
for (let from = 1; from <= deals; from += 500) {
  const ids = Array.from({ length: Math.min(500, deals - from + 1) }, (_, index) => from + index)
  const records = ids.map((dealId) =>
    aRecord(
      { dealId, linksAfter: [{ contactId: 7, sort: 10, isPrimary: true }] },
      { snapshot: { takenAt, deal: { ...fields, id: dealId, stageId: dealId % 2 ? 'NEW' : 'WON', companyId: 0 } } },
    ),
  )
  await recordRuns(database, portalId, records)
}
const rule = (key: string, contactId: number) =>
  RuleDocument.parse({
    key,
    name: key,
    mode: 'live',
    on: ['ONCRMDEALUPDATE'],
    conditions: { all: [{ fact: 'deal', path: '$.stageId', operator: 'equal', value: 'NEW' }] },
    actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }],
  })
const against = Array.from({ length: 10 }, (_, index) => ({ rule: rule(`rule-${index}`, 100 + index), version: 1 }))

let longestMs = 0
let last = performance.now()
const watch = setInterval(() => {
  longestMs = Math.max(longestMs, performance.now() - last)
  last = performance.now()
}, 1)
const begun = performance.now()
const cpuBefore = process.cpuUsage()
const result = await backtestNow(
  { database, portalId, now: () => new Date(), portals: undefined as never, ruleSet: { active: async () => against } },
  { rule: rule('rule-0', 200), against, limit: deals },
)
const seconds = (performance.now() - begun) / 1_000
const cpu = process.cpuUsage(cpuBefore)
const cpuSeconds = (cpu.user + cpu.system) / 1_000_000
clearInterval(watch)
process.stdout.write(
  `${result.deals} deals, ${against.length} live rules, ${result.draft.matched} matched: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU; ` +
    `the thread was held for ${longestMs.toFixed(0)} ms at most\n`,
)
await database.close()
await rm(dataDir, { recursive: true, force: true })
