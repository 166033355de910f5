import { z } from 'zod'
import type { AuditEntry } from '../../core/record/audit.ts'
import type { Page } from '../../core/turns/store.ts'
import { type Route, route } from '../route.ts'
import { pageOf, paging, period } from '../schemas/query.ts'

const AuditEntryShape = z
  .object({
    sequence: z.int().describe('Grows with every entry.'),
    at: z.string(),
    actor: z.object({
      kind: z.enum(['user', 'token', 'link', 'machine', 'stranger']),
      id: z.string().nullable(),
      name: z.string(),
    }),
    action: z.string().describe('What was done, to what kind of thing: `rule.saved`.'),
    subject: z.object({ kind: z.string(), id: z.string().nullable() }),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' }) satisfies z.ZodType<AuditEntry>

const text = z
  .string()
  .min(1, 'empty')
  .max(300, 'at most 300 characters')
  .refine((one) => !one.includes('\0'), 'holds a character that is never stored')
  .exactOptional()

const query = z.strictObject({
  actorId: text.describe('Id of a user or token.'),
  actor: text.describe('Name, as it was then.'),
  action: text,
  subjectKind: text,
  subjectId: text,
  ...period,
  ...paging,
})

/** `from` (included) and `to` (not) bound `at`. */
export type AuditQuery = z.output<typeof query>

export type AuditDeps = {
  /** Newest first. A cursor that it did not make: an error with the code `invalid_cursor`. */
  listAudit(filter: AuditQuery): Promise<Page<AuditEntry>>
}

export function auditRoutes(deps: AuditDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/audit',
      summary: 'Who did what, newest first',
      access: 'administrator',
      query,
      answers: { 200: { description: 'One page.', schema: pageOf(AuditEntryShape) } },
      handle: async ({ query }) => ({ status: 200, body: await deps.listAudit(query) }),
    }),
  ]
}
