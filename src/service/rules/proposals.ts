import type { Config } from '../../config/config.ts'
import type { Proposal } from '../../core/rules/proposal.ts'
import { ruleChanges } from '../../core/rules/rule-changes.ts'
import type { RuleRecord } from '../../core/turns/store.ts'
import type { Database } from '../../database/connection/open.ts'
import {
  approveProposal,
  type DecisionOutcome,
  findProposal,
  listProposals,
  proposeRule,
  refuseProposal,
} from '../../database/rules/proposals.ts'
import { findRule, listRules, saveRule } from '../../database/rules/rules.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { Logger } from '../../log.ts'
import { foretell } from './forecasts.ts'
import type { RuleSet } from './rule-set.ts'

type ProposalParts = {
  database: Database
  portalId: number
  ruleSet: RuleSet
  config: Config
  now(): Date
  log: Logger
}

/**
 * The one way in which rules are saved for people and programs: with four eyes, a rule that would be live waits for
 * another person. What takes a rule out of force waits for nobody.
 */
export function savedRules(parts: ProposalParts): HttpDeps['saveRule'] {
  const { database, portalId, ruleSet, config } = parts
  return async (request) => {
    if (!config.doors.fourEyes || request.rule.mode !== 'live') {
      const saved = await saveRule(database, portalId, request).finally(ruleSet.forget)
      if ('record' in saved) await foretell(parts, saved.record)
      return saved
    }
    const outcome = await proposeRule(database, portalId, { ...request, userId: request.actor.userId })
    if (outcome.status !== 'proposed') return outcome
    return {
      status: 'proposed',
      proposal: told(outcome.proposal, await findRule(database, portalId, request.rule.key)),
    }
  }
}

/** What people see and decide of rules that wait for them. */
export function ruleProposals(parts: ProposalParts): HttpDeps['proposals'] {
  const { database, portalId, ruleSet } = parts
  const present = (key: string) => findRule(database, portalId, key)
  const decided = async (outcome: DecisionOutcome) =>
    'proposal' in outcome
      ? { ...outcome, proposal: told(outcome.proposal, await present(outcome.proposal.ruleKey)) }
      : outcome
  return {
    async list({ rule: ruleKey, ...filter }) {
      const { items, nextCursor } = await listProposals(database, portalId, { ...filter, ruleKey })
      const rules = new Map((await listRules(database, portalId)).map((one) => [one.rule.key, one]))
      return { items: items.map((one) => told(one, rules.get(one.ruleKey) ?? null)), nextCursor }
    },
    async find(id) {
      const found = await findProposal(database, portalId, id)
      return found && told(found, await present(found.ruleKey))
    },
    async approve({ caller, ...decision }) {
      const terms = { ...decision, actor: caller, userId: caller.userId }
      const outcome = await approveProposal(database, portalId, terms).finally(ruleSet.forget)
      if (outcome.status === 'done' && outcome.proposal.version !== null) {
        await foretell(parts, { rule: outcome.proposal.rule, version: outcome.proposal.version })
      }
      return decided(outcome)
    },
    async refuse({ caller, ...decision }) {
      return decided(await refuseProposal(database, portalId, { ...decision, actor: caller, userId: caller.userId }))
    },
  }
}

function told(proposal: Proposal, present: RuleRecord | null) {
  const isWaiting = proposal.state === 'waiting'
  const changes = present === null || !isWaiting ? [] : ruleChanges(present.rule, proposal.rule)
  return {
    ...proposal,
    changes: changes.map(({ sentence }) => sentence),
    isOutdated: isWaiting && (present?.version ?? null) !== proposal.baseVersion,
  }
}
