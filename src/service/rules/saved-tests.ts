import type { RuleResult } from '../../core/runs/run.ts'
import type { Database } from '../../database/connection/open.ts'
import { dealDeeds, dealSnapshot } from '../../database/deals/memory.ts'
import { findRule, ruleVersions } from '../../database/rules/rules.ts'
import { findRun } from '../../database/runs/lists.ts'
import { type TestWish, type WrittenTest, writeRuleTest } from '../../flows/write-rule-test.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import type { AskPortal } from '../portal/ask-portal.ts'

/** Makes tests of rules out of what this service's portal and records hold. */
export function savedTests(parts: {
  database: Database
  portalId: number
  portals: DealPortals
  askPortal: AskPortal
  now(): Date
}): Pick<HttpDeps, 'testOfRun' | 'testOfDeal'> {
  const { database, portalId, portals, askPortal, now } = parts

  async function written(wish: TestWish, gone: AbortSignal): ReturnType<HttpDeps['testOfRun']> {
    const test = await askPortal({ about: `Deal ${wish.dealId}`, gone }, (asker) => {
      const portal = portals.forQuestion(asker)
      return writeRuleTest({ portal, callFor: portal.callFor }, wish)
    })
    return test === null ? { status: 'no-deal' } : { status: 'written', written: test }
  }

  return {
    async testOfRun({ runId, rule: key, name }, gone) {
      const run = await findRun(database, portalId, runId)
      if (run === null) return { status: 'no-run' }
      const asked = run.rules.find((one) => one.key === key)
      const versions = asked === undefined ? [] : await ruleVersions(database, portalId, key)
      const rule = versions.find(({ version }) => version === asked?.version)?.rule
      if (rule === undefined) return { status: 'no-rule' }
      const type = run.trigger.events.at(-1) ?? run.trigger.type
      const types = run.trigger.events.length > 0 ? run.trigger.events : [type]
      const kept = await dealSnapshot(database, portalId, run.dealId)
      // Only of a deal's last run is kept what it saw.
      const isLast = kept?.takenAt === run.finishedAt
      const before = isLast ? kept.facts?.before : undefined
      const outcome = await written(
        {
          rule,
          dealId: run.dealId,
          name: name ?? `as in the run of ${run.startedAt}`,
          event: { type, types, receivedAt: run.queuedAt },
          now: new Date(run.startedAt),
          linksBefore: run.linksBefore,
          dealThen: isLast ? kept.deal : null,
          snapshot: before ? { takenAt: run.startedAt, deal: { ...kept?.deal, ...before } } : null,
          deeds: [],
        },
        gone,
      )
      return outcome.status === 'written'
        ? { ...outcome, written: withNotes(outcome.written, { isLast, asked }) }
        : outcome
    },
    async testOfDeal({ dealId, rule: key, name }, gone) {
      const stored = await findRule(database, portalId, key)
      if (stored === null) return { status: 'no-rule' }
      const at = now()
      const [snapshot, deeds] = await Promise.all([
        dealSnapshot(database, portalId, dealId),
        dealDeeds(database, portalId, dealId),
      ])
      return written(
        {
          rule: stored.rule,
          dealId,
          name: name ?? `deal ${dealId} as it was on ${at.toISOString().slice(0, 10)}`,
          event: { type: 'manual', types: ['manual'], receivedAt: at.toISOString() },
          now: at,
          linksBefore: null,
          dealThen: null,
          snapshot,
          deeds,
        },
        gone,
      )
    },
  }
}

/** What a person should know before keeping the test of a run. */
function withNotes(
  { test, notes }: WrittenTest,
  { isLast, asked }: { isLast: boolean; asked: RuleResult | undefined },
): WrittenTest {
  const expected = test.cases[0]?.expect.matched
  const later = 'The deal has been run since, so its fields are those of now and not those that the run saw.'
  const otherwise = `In the run the rule ${asked?.matched === true ? 'matched' : 'did not match'}; on what is known now it does otherwise. Change the facts to what they were.`
  return {
    test,
    notes: [...notes, ...(isLast ? [] : [later]), ...(expected === asked?.matched ? [] : [otherwise])],
  }
}
