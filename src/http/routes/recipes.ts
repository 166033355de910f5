import { z } from 'zod'
import type { Fault } from '../../core/rules/faults.ts'
import { Recipe, ruleOf } from '../../core/rules/recipe.ts'
import { RuleDocument, RuleKey, ruleModes } from '../../core/rules/rule.ts'
import { jsonBody } from '../json-body.ts'
import { invalidRule, notFound, Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import type { RuleCheckDeps } from './rule-check.ts'

export type RecipesDeps = Pick<RuleCheckDeps, 'validateRule'> & {
  /** Ready-made rules with blanks, by id. */
  recipes(): Promise<Recipe[]>
}

export function recipesRoutes(deps: RecipesDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/recipes',
      summary: 'Ready-made rules with blanks to fill in',
      access: 'viewer',
      answers: { 200: { description: 'The recipes.', schema: z.object({ items: z.array(Recipe) }) } },
      handle: async () => ({ status: 200, body: { items: await deps.recipes() } }),
    }),
    route({
      method: 'post',
      path: '/api/recipes/{id}/rule',
      summary: 'The rule that a recipe makes; nothing is saved',
      access: 'editor',
      params: z.object({ id: RuleKey }),
      body: {
        format: jsonBody,
        schema: z.strictObject({
          parameters: z.record(z.string(), z.unknown()).default({}),
          key: RuleKey.exactOptional().describe('Default: the recipe’s id.'),
          name: z.string().trim().min(1).max(200).exactOptional(),
          mode: z.enum(ruleModes).exactOptional().describe('Default: shadow.'),
        }),
      },
      answers: { 200: { description: 'The rule document.', schema: RuleDocument } },
      refusals: { 404: 'There is no such recipe.', 422: 'A parameter is wrong or missing; details name each.' },
      async handle({ params: { id }, body }) {
        const recipe = (await deps.recipes()).find((one) => one.id === id)
        if (recipe === undefined) throw notFound(`There is no recipe "${id}".`)
        const made = ruleOf(recipe, body)
        if (!made.ok) throw wrongParameters(made.faults)
        const { errors, rule } = deps.validateRule(made.document)
        if (rule === null) throw invalidRule(errors)
        return { status: 200, body: rule }
      },
    }),
  ]
}

const wrongParameters = (details: Fault[]) =>
  new Refusal(
    422,
    'invalid_parameters',
    details.map(({ path, message }) => `${path.replace('/parameters/', '')}: ${message}`).join('; '),
    { details },
  )
