import { z } from 'zod'
import { type FieldKind, kindOf } from '../../core/deal/field-kinds.ts'
import type { EntityName } from '../../core/deal/fields.ts'
import type { FieldMetadata, PortalMetadata, PortalUser } from '../../core/deal/portal-metadata.ts'

const kinds = ['number', 'id', 'flag', 'date', 'text', 'choice', 'other'] as const satisfies readonly FieldKind[]

const Field = z
  .object({
    name: z.string().describe('As rules spell it, after `$.`.'),
    title: z.string().describe('As the portal calls it; empty where it tells none.'),
    type: z.string().describe("The portal's own type."),
    kind: z.enum(kinds).describe('What rules see of it.'),
    isMultiple: z.boolean(),
    statusType: z.string().nullable().describe('The directory that its values are from.'),
    items: z
      .array(z.object({ id: z.string(), value: z.string() }))
      .nullable()
      .describe('Its choices.'),
  })
  .meta({ id: 'PortalField' })

const fields = z.array(Field).nullable().describe('Null where the portal does not tell.')

export const PortalFieldsShape = z
  .object({
    readAt: z.string(),
    deal: fields,
    company: fields,
    contact: fields,
    pipelines: z.array(z.object({ id: z.number().int(), name: z.string() })).nullable(),
    directories: z
      .array(z.object({ entityId: z.string(), statusId: z.string(), name: z.string() }))
      .nullable()
      .describe('Stages are those of DEAL_STAGE for the general pipeline, of DEAL_STAGE_4 for number 4.'),
    users: z
      .array(z.object({ id: z.number().int(), name: z.string() }))
      .nullable()
      .describe('Null where the webhook lacks the scope user_brief.'),
  })
  .meta({ id: 'PortalFields' })

export function portalFields({
  fields: described,
  categories,
  statuses,
  users,
  readAt,
}: PortalMetadata & { users: PortalUser[] | null; readAt: string }): z.infer<typeof PortalFieldsShape> {
  const listed = (entity: EntityName) => described[entity] && Object.entries(described[entity]).map(fieldOf)
  return {
    readAt,
    deal: listed('deal'),
    company: listed('company'),
    contact: listed('contact'),
    pipelines: categories,
    directories: statuses,
    users,
  }
}

const fieldOf = ([name, field]: [string, FieldMetadata]): z.infer<typeof Field> => ({
  name,
  kind: kindOf(name, field),
  ...field,
})

export const DealFoundShape = z
  .object({
    id: z.number().int(),
    title: z.string(),
    stageId: z.string(),
    categoryId: z.number().int(),
    companyId: z.number().int(),
  })
  .meta({ id: 'DealFound' })
