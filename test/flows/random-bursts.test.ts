import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RuleDocument } from '../../src/core/rules/rule.ts'
import type { RunRecord } from '../../src/core/turns/store.ts'
import { connectPortal, type PortalClient, type PortalOptions } from '../../src/portal/client.ts'
import { createDealPortals } from '../../src/portal/deal-portals.ts'
import { parseWebhookUrl } from '../../src/portal/webhook-url.ts'
import { startSandbox } from '../../src/sandbox/portal.ts'
import { portalsOneByOne } from '../support/one-by-one.ts'
import { tries } from '../support/tries.ts'
import { type PaperJournal, paperJournal } from './paper-journal.ts'
import { decideFates, meddle, type RandomPortal, seedOf, somePortal, someWidePortal } from './random-portal.ts'
import { someRuleDocuments } from './random-rule-documents.ts'

/** Portals, each with two bursts. */
const portals = 50
const clock = () => Date.UTC(2026, 8, 1, 10)

type Way = {
  /** One of a cloud portal lets requests wait for company as its allowance runs out. */
  plan?: PortalOptions['plan']
  /** Whether the last run's word on a company may serve an event that says nothing new. */
  remembersCompanies?: boolean
  portals(client: PortalClient): { forRun: Parameters<typeof paperJournal>[0] }
  /** Runs all these deals. */
  work(journal: PaperJournal, dealIds: readonly number[]): Promise<unknown>
}

async function oneAfterTheOther(journal: PaperJournal, dealIds: readonly number[]): Promise<void> {
  for (const dealId of dealIds) await journal.run(dealId)
}
const ways = {
  'one by one': { portals: portalsOneByOne, work: oneAfterTheOther },
  burst: {
    portals: createDealPortals,
    work: (journal, dealIds) => Promise.all(dealIds.map((dealId) => journal.run(dealId))),
  },
  'burst on a cloud portal': {
    plan: 'standard',
    portals: createDealPortals,
    work: (journal, dealIds) => Promise.all(dealIds.map((dealId) => journal.run(dealId))),
  },
  'burst with company memory': {
    remembersCompanies: true,
    portals: createDealPortals,
    work: (journal, dealIds) => Promise.all(dealIds.map((dealId) => journal.run(dealId))),
  },
  calm: { portals: createDealPortals, work: oneAfterTheOther },
} satisfies Record<string, Way>

/** Two bursts of events of every deal, with what people do in between. */
async function outcomeOf(way: Way, population: RandomPortal, rules: readonly RuleDocument[]) {
  const sandbox = await startSandbox({ seed: seedOf(population), behaviour: population.behaviour, clock })
  const url = parseWebhookUrl(sandbox.webhookUrl, { allowHttp: true })
  if (!url.ok) throw new Error(url.message)
  const client = connectPortal({ webhookUrl: url.url, plan: way.plan ?? 'onpremise', version: '0.0.0' })
  try {
    decideFates(sandbox, population)
    const journal = paperJournal(way.portals(client).forRun, rules, {
      remembersCompanies: way.remembersCompanies ?? false,
    })
    const dealIds = population.deals.map((_, index) => index + 1)
    for (const burst of [1, 2]) {
      for (const [index, { event }] of population.deals.entries()) {
        if (event === 'manual') journal.ask(index + 1)
        else journal.hear(index + 1, burst === 1 ? event : 'ONCRMDEALUPDATE')
      }
      await way.work(journal, dealIds)
      if (burst === 1) meddle(sandbox, population)
    }
    return {
      records: dealIds.map((dealId) => journal.records.get(dealId)?.map(comparable)),
      links: dealIds.map((dealId) => sandbox.data.links(dealId)),
    }
  } finally {
    await client.close()
    await sandbox.close()
  }
}

/**
 * Without what is another each time: the run's id, and the words of errors, which name the request; and whether the next event
 * may do without reading the company again, which those that share requests may not where it was asked for before their deal.
 */
function comparable({ run, snapshot, ...record }: RunRecord) {
  const operations = run.operations.map(({ error, ...operation }) => ({ ...operation, error: error?.code }))
  const { companyReadAt: _, ...facts } = snapshot?.facts ?? {}
  return {
    ...record,
    snapshot: snapshot && { ...snapshot, facts: snapshot.facts && facts },
    run: { ...run, id: null, operations, error: run.error?.code },
  }
}

test('runs that share requests decide and record what each would with the portal to itself', async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(somePortal, someRuleDocuments, async (population, rules) => {
      const [expected, burst, calm] = await Promise.all([
        outcomeOf(ways['one by one'], population, rules),
        outcomeOf(ways.burst, population, rules),
        outcomeOf(ways.calm, population, rules),
      ])
      expect(burst, 'all deals at once').toEqual(expected)
      expect(calm, 'each deal alone').toEqual(expected)
      for (const { run } of expected.records.flatMap((records) => records ?? [])) {
        seen.set(run.status, (seen.get(run.status) ?? 0) + 1)
      }
    }),
    tries(portals),
  )
  for (const status of ['applied', 'unchanged', 'unmatched', 'shadow', 'failed', 'skipped']) {
    expect(seen.get(status), `bursts with runs that are ${status}`).toBeGreaterThan(0)
  }
}, 3_600_000)

test('nor does it matter how many they are, or that requests wait for company', async () => {
  await fc.assert(
    fc.asyncProperty(someWidePortal, someRuleDocuments, async (population, rules) => {
      const [expected, burst] = await Promise.all([
        outcomeOf(ways['one by one'], population, rules),
        outcomeOf(ways['burst on a cloud portal'], population, rules),
      ])
      expect(burst).toEqual(expected)
    }),
    tries(3),
  )
}, 3_600_000)

test('nor that the last run’s word on a company serves an event that says nothing new', async () => {
  await fc.assert(
    fc.asyncProperty(somePortal, someRuleDocuments, async (population, rules) => {
      // A company whose contact is deleted has changed without a word of the deal: that is for the company's own event.
      const changes = population.changes.filter(({ kind }) => kind !== 'delete contact')
      const [expected, burst] = await Promise.all([
        outcomeOf(ways['one by one'], { ...population, changes }, rules),
        outcomeOf(ways['burst with company memory'], { ...population, changes }, rules),
      ])
      expect(burst).toEqual(expected)
    }),
    tries(17),
  )
}, 3_600_000)
