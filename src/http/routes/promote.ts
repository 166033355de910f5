import { z } from 'zod'
import { RuleKey } from '../../core/rules/rule.ts'
import { optionalJsonBody } from '../json-body.ts'
import { lostEdit, mayChange } from '../preconditions.ts'
import { invalidRule, Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { SavedAndChecked } from '../schemas/rule.ts'
import { changeHeaders, noRule, noteOfSave, versionTag } from './rules.ts'
import type { RulesDeps } from './rules-deps.ts'
import { backtestWish, saveRule, waitsForApproval } from './save-rule.ts'

export function promoteRoutes(deps: RulesDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/rules/{key}/promote',
      summary: 'Make a rule in shadow mode live, as its next version',
      access: 'editor',
      params: z.object({ key: RuleKey }),
      query: z.strictObject({ backtest: backtestWish }),
      headers: changeHeaders,
      body: { format: optionalJsonBody, schema: z.strictObject({ note: noteOfSave }).optional() },
      answers: {
        200: { description: 'It is live.', schema: SavedAndChecked, headers: versionTag },
        ...waitsForApproval,
      },
      refusals: {
        404: 'There is no such rule.',
        409: 'The rule is not in shadow mode.',
        412: 'The rule has changed since; details name its version.',
        422: 'The document is wrong; details name every fault.',
      },
      async handle({ params: { key }, query, body, header, caller }) {
        const present = await deps.findRule(key)
        if (present === null) throw noRule(key)
        if (!mayChange(header, present.version)) throw lostEdit(present.version)
        if (present.rule.mode !== 'shadow') {
          const message = `The rule "${key}" is ${present.rule.mode}, not in shadow mode; only a rule that was watched is promoted.`
          throw new Refusal(409, 'not_in_shadow', message, { details: { mode: present.rule.mode } })
        }
        const { errors, rule, warnings } = await deps.checkRule({ ...present.rule, mode: 'live' })
        if (rule === null) throw invalidRule(errors)
        const note = body?.note || 'Promoted from shadow mode'
        const done = await saveRule(deps, query.backtest, {
          ...{ rule, warnings, caller, note, expectedVersion: present.version, onlyIfAbsent: false },
        })
        return 'proposed' in done ? done.proposed : { status: 200, headers: done.headers, body: done.body }
      },
    }),
  ]
}
