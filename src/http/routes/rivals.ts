import { z } from 'zod'
import { type Route, route } from '../route.ts'
import { RivalDealShape } from '../schemas/rule.ts'

const RivalsAnswer = z.object({
  items: z.array(
    z.object({
      rules: z.array(z.string()).describe('The keys of the two; the first acts first, and its word stands.'),
      over: z.enum(['contact', 'primary']).describe('What they can fight over.'),
      paths: z.array(z.string()).describe('Where in each of the two, as JSON pointers.'),
      why: z.string(),
      evidence: z.array(RivalDealShape).describe('Runs in which one held the other back, newest first; a few.'),
    }),
  ),
  isAll: z.boolean().describe('False where there are more pairs than are told.'),
})

export type RivalsDeps = { rivalRules(): Promise<z.infer<typeof RivalsAnswer>> }

export function rivalsRoutes(deps: RivalsDeps): Route[] {
  return [
    route({
      method: 'get',
      // Not below /api/rules, where "rivals" is the address of a rule of that key.
      path: '/api/rivals',
      summary: 'Live rules that can want the opposite for one contact or primary, as pairs, with deals where they did',
      access: 'viewer',
      answers: { 200: { description: 'The pairs, in rule order; at most 200.', schema: RivalsAnswer } },
      handle: async () => ({ status: 200, body: await deps.rivalRules() }),
    }),
  ]
}
