import type { RuleDocument } from '../../src/core/rules/rule.ts'
import type { Run } from '../../src/core/runs/run.ts'
import type { Reconciled } from '../../src/flows/reconcile-deal.ts'
import type { PortalOptions } from '../../src/portal/client.ts'
import { createDealPortals, type DealPortals } from '../../src/portal/deal-portals.ts'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/portal.ts'
import { aSandbox } from '../portal/portals.ts'
import { aRule } from '../support/paper-desk.ts'
import { type PaperJournal, paperJournal } from './paper-journal.ts'

export type Burst = {
  sandbox: Sandbox
  portals: DealPortals
  journal: PaperJournal
  /** An event of each of these deals at once; what came of each first try. */
  hear(dealIds: readonly number[], signal?: AbortSignal): Promise<PromiseSettledResult<Reconciled>[]>
  /** As the queue does it: further tries until each has a run. */
  hearAndRetry(dealIds: readonly number[]): Promise<Run[]>
  runOf(dealId: number): Run
}

/** Deals on a sandbox that run together. */
export async function aBurst(
  rules: readonly Partial<RuleDocument>[],
  sandboxOptions: SandboxOptions = {},
  options: Partial<PortalOptions> = {},
  memory: Parameters<typeof paperJournal>[2] = {},
): Promise<Burst> {
  const { sandbox, client } = await aSandbox(sandboxOptions, options)
  const portals = createDealPortals(client)
  const journal = paperJournal(portals.forRun, rules.map(aRule), memory)
  await portals.prepare()
  const burst: Burst = {
    sandbox,
    portals,
    journal,
    hear(dealIds, signal) {
      for (const dealId of dealIds) journal.hear(dealId, 'ONCRMDEALUPDATE')
      return Promise.allSettled(dealIds.map((dealId) => journal.run(dealId, signal)))
    },
    async hearAndRetry(dealIds) {
      await burst.hear(dealIds)
      for (let tries = 1; tries < 5; tries += 1) {
        await Promise.allSettled(dealIds.map((dealId) => journal.run(dealId)))
      }
      return dealIds.map(burst.runOf)
    },
    runOf(dealId) {
      const run = journal.records.get(dealId)?.at(-1)?.run
      if (run === undefined) throw new Error(`deal ${dealId} has no run`)
      return run
    },
  }
  return burst
}

export const manyDeals = ({ data }: Sandbox, count: number, fields: (index: number) => object = () => ({})): number[] =>
  Array.from({ length: count }, (_, index) => data.addDeal(fields(index) as Record<string, unknown>))

/** What was asked of the portal while `work` went on: its requests, and its commands by method. */
export async function costOf(sandbox: Sandbox, work: () => Promise<unknown>) {
  const before = sandbox.requests.length
  await work()
  const made = sandbox.requests.slice(before)
  const commands: Record<string, number> = {}
  for (const { method } of made.filter(({ inBatch }) => inBatch)) commands[method] = (commands[method] ?? 0) + 1
  return { requests: made.filter(({ inBatch }) => !inBatch).length, commands }
}
