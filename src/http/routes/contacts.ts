import { z } from 'zod'
import type { ContactErased } from '../../flows/erase-contact.ts'
import type { Caller } from '../credentials.ts'
import { optionalJsonBody } from '../json-body.ts'
import { type Route, route } from '../route.ts'
import { IdText } from '../schemas/query.ts'

export type ContactsDeps = {
  eraseContact(order: { contactId: number; also: string[]; caller: Caller }): Promise<ContactErased>
}

const params = z.object({ id: IdText })
const Erased = z
  .object({
    contactId: z.int(),
    deals: z.int().describe('Deals of which something was replaced.'),
    snapshots: z.int(),
    runs: z.int().describe('Runs whose traces were replaced; each is a link of its own on the chain of the record.'),
    events: z.int(),
    jobs: z.int().describe('Backtests.'),
    isInPortal: z
      .boolean()
      .nullable()
      .describe('True: the portal still has it, so a later run may read it again. Null: the portal did not answer.'),
  })
  .meta({ id: 'ContactErased' }) satisfies z.ZodType<ContactErased>

export function contactsRoutes({ eraseContact }: ContactsDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/contacts/{id}/erase',
      summary: 'Forget what is kept of a contact',
      description:
        'Its fields go wherever a run had read them. Its name, phones and mails, and the words given here, are replaced by [erased] in the snapshots, traces and backtests of the deals that it was linked to. Its number stays, and so do links and calls: the record of what was done. Nothing brings it back but a backup. Delete the contact in Bitrix24 first, or a later run reads it again. May take some seconds with many thousand deals; to repeat it does no harm.',
      access: 'administrator',
      params,
      body: {
        format: optionalJsonBody,
        schema: z
          .strictObject({
            also: z
              .array(z.string().trim().min(3).max(200))
              .max(50)
              .optional()
              .describe(
                'Other words that it is known by, as of a contact that the portal no longer has. Not recorded.',
              ),
          })
          .optional(),
      },
      answers: { 200: { description: 'What was erased.', schema: Erased } },
      handle: async ({ params: { id }, body, caller }) => ({
        status: 200,
        body: await eraseContact({ contactId: id, also: body?.also ?? [], caller }),
      }),
    }),
  ]
}
