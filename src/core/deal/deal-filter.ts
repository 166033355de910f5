import { z } from 'zod'
import { isoMoment } from './iso-moment.ts'

const id = z.int('a whole number').positive('a positive whole number')

/** Which deals a backfill or a schedule is over; all that is given must hold, nothing given is every deal. */
export const DealFilter = z
  .strictObject({
    categoryId: z
      .int('a whole number')
      .min(0, '0 or more')
      .exactOptional()
      .describe('The pipeline (funnel); 0 is the general one.'),
    stageId: z.string().min(1).max(100).exactOptional().describe('The stage, as "C4:NEW".'),
    assignedById: id.exactOptional().describe('The responsible person.'),
    createdSince: isoMoment.exactOptional().describe('Created then or later; a date begins at midnight UTC.'),
    updatedSince: isoMoment.exactOptional().describe('Changed then or later; a date begins at midnight UTC.'),
    companyId: id.exactOptional().describe('The company.'),
    isOpen: z.literal(true).exactOptional().describe('Only deals that are neither won nor lost.'),
  })
  .meta({ id: 'DealFilter' })
export type DealFilter = z.infer<typeof DealFilter>

/** Which deals to look for on the portal: those of a filter, or those that a contact or companies concern. */
export type DealQuery = DealFilter & { contactId?: number; companyIds?: readonly number[] }
