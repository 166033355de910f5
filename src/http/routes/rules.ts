import { z } from 'zod'
import type { BacktestResult } from '../../core/backtest-task.ts'
import type { Fault } from '../../core/faults.ts'
import type { Actor } from '../../core/person.ts'
import { type RuleDocument, RuleKey } from '../../core/rule.ts'
import type { RuleRecord, RuleVersion } from '../../core/store.ts'
import type { Warning } from '../../flows/check-rule.ts'
import type { Caller } from '../credentials.ts'
import { jsonBody } from '../json-body.ts'
import { etagOf, isConditional, isKnown, lostEdit, mayChange } from '../preconditions.ts'
import { invalidRule, notFound } from '../refusal.ts'
import { type AnswerHeaders, type Route, route } from '../route.ts'
import { type ProposalShape, Proposed } from '../schemas/proposal.ts'
import { SavedAndChecked, SavedRule, savedRule, UncheckedRule, withoutRecord } from '../schemas/rule.ts'
import type { RuleCheckDeps } from './rule-check.ts'

/** `expectedVersion` null: whatever is there. The store compares and writes in one transaction. */
export type SaveRule = {
  rule: RuleDocument
  savedBy: string
  /** Who it is, for the record and for four eyes. */
  actor: Caller
  note: string | null
  expectedVersion: number | null
  onlyIfAbsent: boolean
}
export type SaveRuleOutcome =
  | { status: 'created' | 'changed' | 'unchanged'; record: RuleRecord }
  /** A live rule, where that takes two people: it waits for the other one. */
  | { status: 'proposed'; proposal: ProposalShape }
  | { status: 'conflict'; currentVersion: number | null }
export type DeleteRuleOutcome = { status: 'deleted' | 'absent' } | { status: 'conflict'; currentVersion: number | null }
export type DeleteRule = { key: string; deletedBy: string; actor: Actor; expectedVersion: number | null }

export type RulesDeps = RuleCheckDeps & {
  listRules(): Promise<RuleRecord[]>
  findRule(key: string): Promise<RuleRecord | null>
  saveRule(request: SaveRule): Promise<SaveRuleOutcome>
  /** A rule against the rules as they were, on the newest of the recorded deals. Null when it could not be done. */
  backtestNow(request: {
    rule: RuleDocument
    against: RuleRecord[]
    /** The version as which it was saved; null: it waits for approval. */
    version: number | null
    /** Whether the numbers are kept with that version. */
    isForecast: boolean
  }): Promise<BacktestResult | null>
  deleteRule(request: DeleteRule): Promise<DeleteRuleOutcome>
  /** Newest first; empty for a key that never was. */
  ruleVersions(key: string): Promise<RuleVersion[]>
}

const params = z.object({ key: RuleKey })
export const versionTag = { ETag: 'The version, quoted.' }
export const changeHeaders = { 'If-Match': 'The version that the change builds on, quoted; a lost edit is then 412.' }
/** Why a rule is saved as it is; kept with the version. */
export const noteOfSave = z
  .string()
  .trim()
  .max(500, 'at most 500 characters')
  .refine((note) => !note.includes('\0'), 'holds a character that cannot be stored')
  .exactOptional()
  .describe('Why; kept with the version.')
export const waitsForApproval = {
  202: {
    description: 'Proposed: live rules take two people here, and somebody else has to approve this one.',
    schema: Proposed,
    headers: { Location: 'The address of the proposal.' },
  },
} as const
/** The answer to a save that waits for a second person. */
export function proposedAnswer(body: z.input<typeof Proposed>) {
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
export async function rulesToBeat(
  deps: RulesDeps,
  rule: RuleDocument,
  wish: z.infer<typeof backtestWish> | undefined,
): Promise<{ against: RuleRecord[]; isForecast: boolean } | null> {
  if (rule.mode !== 'live' || wish === '0' || wish === 'false') return null
  return { against: await deps.listRules(), isForecast: wish !== undefined }
}
export const noRule = (key: string) => notFound(`There is no rule "${key}".`)

export function rulesRoutes(deps: RulesDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/rules',
      summary: 'Every rule, in the order in which they act',
      access: 'viewer',
      answers: { 200: { description: 'The rules.', schema: z.object({ items: z.array(SavedRule) }) } },
      handle: async () => ({ status: 200, body: { items: (await deps.listRules()).map(savedRule) } }),
    }),
    route({
      method: 'get',
      path: '/api/rules/{key}',
      summary: 'One rule',
      access: 'viewer',
      params,
      headers: { 'If-None-Match': 'A version that the caller has; 304 if it is the present one.' },
      answers: {
        200: { description: 'The rule.', schema: SavedRule, headers: versionTag },
        304: { description: 'The caller has this version.', schema: null, headers: versionTag },
      },
      refusals: { 404: 'There is no such rule.' },
      async handle({ params: { key }, header }) {
        const record = await deps.findRule(key)
        if (record === null) throw noRule(key)
        const headers = { ETag: etagOf(record.version) }
        if (isKnown(header, record.version)) return { status: 304, headers }
        return { status: 200, headers, body: savedRule(record) }
      },
    }),
    putRule(deps),
    route({
      method: 'delete',
      path: '/api/rules/{key}',
      summary: 'Delete a rule; its versions and runs stay',
      access: 'editor',
      params,
      headers: changeHeaders,
      answers: { 204: { description: 'Deleted.', schema: null } },
      refusals: { 404: 'There is no such rule.', 412: 'The rule has changed since; details name its version.' },
      async handle({ params: { key }, header, caller }) {
        const present = await deps.findRule(key)
        if (present === null) throw noRule(key)
        if (!mayChange(header, present.version)) throw lostEdit(present.version)
        const expectedVersion = isConditional(header) ? present.version : null
        const outcome = await deps.deleteRule({ key, deletedBy: caller.name, actor: caller, expectedVersion })
        if (outcome.status === 'absent') throw noRule(key)
        if (outcome.status === 'conflict') throw lostEdit(outcome.currentVersion)
        return { status: 204 }
      },
    }),
  ]
}

type CheckedRule = { rule: RuleDocument; warnings: Warning[] }

function putRule(deps: RulesDeps): Route {
  return route({
    method: 'put',
    path: '/api/rules/{key}',
    summary: 'Save a rule, new or changed, as a whole document',
    description: 'The version, savedAt and savedBy of a rule that was read before are passed over.',
    access: 'editor',
    // Any key: the document's own faults then say what is wrong with it.
    params: z.object({ key: z.string() }),
    query: z.strictObject({
      note: noteOfSave,
      backtest: backtestWish,
    }),
    headers: { ...changeHeaders, 'If-None-Match': '"*": only if there is no such rule yet.' },
    body: { format: jsonBody, schema: UncheckedRule },
    answers: {
      200: { description: 'Changed (or the same as before).', schema: SavedAndChecked, headers: versionTag },
      201: { description: 'New.', schema: SavedAndChecked, headers: { ...versionTag, Location: 'Its address.' } },
      ...waitsForApproval,
    },
    refusals: {
      412: 'The rule has changed since; details name its version.',
      422: 'The document is wrong; details name every fault.',
    },
    async handle({ params: { key }, query, body, header, caller }) {
      const { rule, warnings } = await ruleOrRefuse(deps, withoutRecord(body), key)
      const present = isConditional(header) ? await deps.findRule(key) : null
      const version = present?.version ?? null
      if (!mayChange(header, version)) throw lostEdit(version)
      const contest = await rulesToBeat(deps, rule, query.backtest)
      const outcome = await deps.saveRule({
        rule,
        savedBy: caller.name,
        actor: caller,
        note: query.note || null,
        expectedVersion: version,
        // Asked for with "*", and implied by any If-None-Match that found nothing to compare with.
        onlyIfAbsent: isConditional(header) && version === null,
      })
      if (outcome.status === 'conflict') throw lostEdit(outcome.currentVersion)
      const backtest = contest && (await deps.backtestNow({ rule, ...contest, version: versionOf(outcome) }))
      if (outcome.status === 'proposed') {
        return proposedAnswer({ proposal: outcome.proposal, warnings, ...(backtest && { backtest }) })
      }
      const headers = { ETag: etagOf(outcome.record.version) }
      const answer = { ...savedRule(outcome.record), warnings, ...(backtest && { backtest }) }
      if (outcome.status !== 'created') return { status: 200, headers, body: answer }
      return { status: 201, headers: { ...headers, Location: `/api/rules/${key}` }, body: answer }
    },
  })
}

export const versionOf = (outcome: SaveRuleOutcome) => ('record' in outcome ? outcome.record.version : null)

async function ruleOrRefuse(deps: RuleCheckDeps, document: unknown, key: string): Promise<CheckedRule> {
  const { errors, rule, warnings } = await deps.checkRule(document)
  const isOther = hasKey(document) && document.key !== key
  const faults: Fault[] = isOther
    ? [...errors, { path: '/key', message: `the address says "${key}"; both must be equal` }]
    : errors
  if (faults.length > 0 || rule === null) throw invalidRule(faults)
  return { rule, warnings }
}

const hasKey = (document: unknown): document is { key: unknown } =>
  typeof document === 'object' && document !== null && 'key' in document
