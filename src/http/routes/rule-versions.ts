import { z } from 'zod'
import { RuleKey } from '../../core/rules/rule.ts'
import { ruleChanges } from '../../core/rules/rule-changes.ts'
import type { RuleVersion } from '../../core/turns/store.ts'
import { jsonBody } from '../json-body.ts'
import { isConditional, lostEdit, mayChange } from '../preconditions.ts'
import { notFound } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { RuleChangeShape, RuleVersionShape, SavedAndChecked } from '../schemas/rule.ts'
import { changeHeaders, noRule, noteOfSave, versionTag } from './rules.ts'
import type { RulesDeps } from './rules-deps.ts'
import { backtestWish, saveRule, waitsForApproval } from './save-rule.ts'

const params = z.object({ key: RuleKey })
const versionText = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number)
  .pipe(z.int().positive())

/** What a rule was, and how it gets back there. */
export function ruleVersionsRoutes(deps: RulesDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/rules/{key}/versions',
      summary: 'Every version of a rule, newest first; a deleted rule keeps its own',
      access: 'viewer',
      params,
      answers: { 200: { description: 'The versions.', schema: z.object({ items: z.array(RuleVersionShape) }) } },
      refusals: { 404: 'There never was such a rule.' },
      async handle({ params: { key } }) {
        const versions = await versionsOf(deps, key)
        const items = versions.map((version, index) => {
          const before = versions[index + 1]
          const changes = before === undefined ? [] : ruleChanges(before.rule, version.rule)
          return { ...version, changes: changes.map(({ sentence }) => sentence) }
        })
        return { status: 200, body: { items } }
      },
    }),
    route({
      method: 'get',
      path: '/api/rules/{key}/versions/{from}/diff/{to}',
      summary: 'What is different between two versions of a rule',
      access: 'viewer',
      params: z.object({ key: RuleKey, from: versionText, to: versionText }),
      answers: {
        200: {
          description: 'Every difference, in the order of the document; none where both are the same rule.',
          schema: z.object({
            key: RuleKey,
            from: z.number().int(),
            to: z.number().int(),
            changes: z.array(RuleChangeShape),
          }),
        },
      },
      refusals: { 404: 'There is no such rule or version.' },
      async handle({ params: { key, from, to } }) {
        const versions = await versionsOf(deps, key)
        const changes = ruleChanges(oneOf(versions, key, from).rule, oneOf(versions, key, to).rule)
        return { status: 200, body: { key, from, to, changes } }
      },
    }),
    route({
      method: 'post',
      path: '/api/rules/{key}/restore',
      summary: 'Bring an earlier version back, as a new version; a deleted rule too',
      description:
        'The rule is checked as on every save, but nothing refuses it: it was in force once, and what the portal says against it today is a warning.',
      access: 'editor',
      params,
      query: z.strictObject({ backtest: backtestWish }),
      headers: changeHeaders,
      body: { format: jsonBody, schema: z.strictObject({ version: z.int().positive(), note: noteOfSave }) },
      answers: {
        200: { description: 'In force again.', schema: SavedAndChecked, headers: versionTag },
        201: {
          description: 'In force again; the rule had been deleted.',
          schema: SavedAndChecked,
          headers: versionTag,
        },
        ...waitsForApproval,
      },
      refusals: {
        404: 'There is no such rule or version.',
        412: 'The rule has changed since; details name its version.',
      },
      async handle({ params: { key }, query, body: { version, note }, header, caller }) {
        const { rule } = oneOf(await versionsOf(deps, key), key, version)
        const present = isConditional(header) ? await deps.findRule(key) : null
        const presentVersion = present?.version ?? null
        if (!mayChange(header, presentVersion)) throw lostEdit(presentVersion)
        const { errors, warnings } = await deps.checkRule(rule)
        const done = await saveRule(deps, query.backtest, {
          ...{ rule, caller, warnings: [...errors, ...warnings], note: note || `version ${version} restored` },
          expectedVersion: presentVersion,
          onlyIfAbsent: isConditional(header) && presentVersion === null,
        })
        if ('proposed' in done) return done.proposed
        return { status: done.isNew ? 201 : 200, headers: done.headers, body: done.body }
      },
    }),
  ]
}

async function versionsOf(deps: RulesDeps, key: string): Promise<RuleVersion[]> {
  const versions = await deps.ruleVersions(key)
  if (versions.length === 0) throw noRule(key)
  return versions
}

function oneOf(versions: readonly RuleVersion[], key: string, version: number): RuleVersion {
  const found = versions.find((one) => one.version === version)
  if (found === undefined)
    throw notFound(`The rule "${key}" has no version ${version}; its last one is ${versions[0]?.version}.`)
  return found
}
