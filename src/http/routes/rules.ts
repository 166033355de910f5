import { z } from 'zod'
import type { Fault } from '../../core/rules/faults.ts'
import { type RuleDocument, RuleKey } from '../../core/rules/rule.ts'
import type { Warning } from '../../flows/check-rule.ts'
import { jsonBody } from '../json-body.ts'
import { etagOf, isConditional, isKnown, lostEdit, mayChange } from '../preconditions.ts'
import { invalidRule, notFound } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { SavedAndChecked, SavedRule, savedRule, UncheckedRule, withoutRecord } from '../schemas/rule.ts'
import type { RuleCheckDeps } from './rule-check.ts'
import type { RulesDeps } from './rules-deps.ts'
import { backtestWish, saveRule, waitsForApproval } from './save-rule.ts'

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
      const done = await saveRule(deps, query.backtest, {
        ...{ rule, warnings, caller, note: query.note || null, expectedVersion: version },
        // Asked for with "*", and implied by any If-None-Match that found nothing to compare with.
        onlyIfAbsent: isConditional(header) && version === null,
      })
      if ('proposed' in done) return done.proposed
      const { isNew, headers, body: saved } = done
      if (!isNew) return { status: 200, headers, body: saved }
      return { status: 201, headers: { ...headers, Location: `/api/rules/${key}` }, body: saved }
    },
  })
}

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
