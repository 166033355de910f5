import { z } from 'zod'
import type { RuleDocument } from '../../core/rules/rule.ts'
import type { RuleRecord } from '../../core/turns/store.ts'
import type { Warning } from '../../flows/check-rule.ts'
import type { Caller } from '../credentials.ts'
import { etagOf, lostEdit } from '../preconditions.ts'
import type { AnswerHeaders } from '../route.ts'
import { Proposed } from '../schemas/proposal.ts'
import { type SavedAndChecked, savedRule } from '../schemas/rule.ts'
import type { RulesDeps, SaveRule } from './rules-deps.ts'

export const waitsForApproval = {
  202: {
    description: 'Proposed: live rules take two people here, and somebody else has to approve this one.',
    schema: Proposed,
    headers: { Location: 'The address of the proposal.' },
  },
} as const
/** The answer to a save that waits for a second person. */
function proposedAnswer(body: z.input<typeof Proposed>) {
  const headers: AnswerHeaders = { Location: `/api/proposals/${body.proposal.id}` }
  return { status: 202 as const, headers, body }
}
/** Whether a save of a live rule is to answer with its numbers. */
export const backtestWish = z
  .enum(['1', 'true', '0', 'false'])
  .exactOptional()
  .describe(
    'A live rule is answered with a backtest against the version that was live, on the newest deals; 0: without. 1: its numbers are kept as well, as a forecast that the rule must not go far beyond.',
  )
/** What a live rule is held against, unless nobody wants to know: the rules as they are before it is saved. */
async function rulesToBeat(
  deps: RulesDeps,
  rule: RuleDocument,
  wish: z.infer<typeof backtestWish> | undefined,
): Promise<{ against: RuleRecord[]; isForecast: boolean } | null> {
  if (rule.mode !== 'live' || wish === '0' || wish === 'false') return null
  return { against: await deps.listRules(), isForecast: wish !== undefined }
}

/** What a rule is saved with, whichever way: as a document, out of shadow mode, or as it once was. */
type Saving = Omit<SaveRule, 'savedBy' | 'actor'> & { caller: Caller; warnings: readonly Warning[] }

type Saved =
  | { proposed: ReturnType<typeof proposedAnswer> }
  | { isNew: boolean; headers: { ETag: string }; body: z.input<typeof SavedAndChecked> }

/** Saves a rule and tells what it would have changed against what was live. Throws the refusal of a lost edit. */
export async function saveRule(
  deps: RulesDeps,
  wish: z.infer<typeof backtestWish> | undefined,
  { caller, warnings, ...saving }: Saving,
): Promise<Saved> {
  const { rule } = saving
  const contest = await rulesToBeat(deps, rule, wish)
  const outcome = await deps.saveRule({ ...saving, savedBy: caller.name, actor: caller })
  if (outcome.status === 'conflict') throw lostEdit(outcome.currentVersion)
  const version = outcome.status === 'proposed' ? null : outcome.record.version
  const backtest = contest && (await deps.backtestNow({ rule, ...contest, version }))
  const beside = { warnings: [...warnings], ...(backtest && { backtest }) }
  if (outcome.status === 'proposed') return { proposed: proposedAnswer({ proposal: outcome.proposal, ...beside }) }
  const { record, status } = outcome
  return {
    isNew: status === 'created',
    headers: { ETag: etagOf(record.version) },
    body: { ...savedRule(record), ...beside },
  }
}
