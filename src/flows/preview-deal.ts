import { linksAfterChanges } from '../core/deal/link-edits.ts'
import { planLinks } from '../core/decision/plan.ts'
import { heldBack, quarantinedError } from '../core/guards/quarantine.ts'
import type { RuleDocument, VersionedRule } from '../core/rules/rule.ts'
import { statusOf } from '../core/runs/outcome.ts'
import type { Run, Trigger } from '../core/runs/run.ts'
import type { DealMemory } from '../core/turns/store.ts'
import { eventFact } from '../core/turns/trigger.ts'
import { considerDeal } from './consider-deal.ts'
import type { DealReader, DealWriter } from './deal-portal.ts'
import { holdBack } from './hold-back.ts'
import { wishOf } from './intent.ts'

export type PreviewDeps = {
  portalName: string
  portal: DealReader & Pick<DealWriter, 'callFor'>
  activeRules(): Promise<VersionedRule[]>
  /** What is remembered of the deal; looks only, takes nothing. */
  recallDeal(dealId: number): Promise<Pick<DealMemory, 'snapshot' | 'deeds' | 'quarantine'>>
  now(): Date
  newRunId(): string
}

/** The version that a draft shows in a preview: it has none yet. */
const draftVersion = 0

/**
 * The run that would happen if the deal were run by hand now; nothing is written anywhere. A draft rule stands in for
 * the stored one of its key; one that is off is shown as in shadow mode. What a fuse holds is told and not done. Null when there is no such deal.
 */
export async function previewDeal(
  deps: PreviewDeps,
  { dealId, draft }: { dealId: number; draft: RuleDocument | null },
): Promise<Run | null> {
  const now = deps.now()
  const [stored, memory] = await Promise.all([deps.activeRules(), deps.recallDeal(dealId)])
  const trigger: Trigger = { type: 'manual', events: [], eventIds: [] }
  const rules = withDraft(stored, draft)
  const free = await considerDeal(deps.portal, {
    dealId,
    rules,
    event: eventFact(trigger, [], [], now),
    snapshot: memory.snapshot,
    deeds: memory.deeds,
    now,
  })
  if (free === null) return null
  const held = rules.filter(({ rule, holdId }) => rule.mode === 'live' && holdId !== undefined)
  const considered = holdBack(free, new Set(held.map(({ rule }) => rule.key)), memory.deeds)
  const { decision, links } = considered
  const { wanted, results, isClearing } = wishOf(considered, decision)
  const { quarantine } = memory
  const changes = quarantine === null ? planLinks(links, wanted, isClearing) : []
  const told = quarantine === null ? results : heldBack(results, 'the deal is quarantined')
  return {
    id: deps.newRunId(),
    dealId,
    portal: deps.portalName,
    trigger,
    status: quarantine === null ? statusOf(told, changes.length > 0) : 'quarantined',
    attempt: 1,
    queuedAt: now.toISOString(),
    startedAt: now.toISOString(),
    finishedAt: deps.now().toISOString(),
    linksBefore: links,
    linksAfter: linksAfterChanges(links, changes),
    rules: told,
    operations: changes.map((change) => ({ ...deps.portal.callFor(dealId, change), result: null, error: null })),
    error: quarantine && quarantinedError(dealId, quarantine),
  }
}

function withDraft(stored: readonly VersionedRule[], draft: RuleDocument | null): VersionedRule[] {
  if (draft === null) return [...stored]
  const others = stored.filter(({ rule }) => rule.key !== draft.key)
  const mode = draft.mode === 'off' ? ('shadow' as const) : draft.mode
  return [...others, { rule: { ...draft, mode }, version: draftVersion }]
}
