import { z } from 'zod'
import { eventStatuses, type JournalEvent } from '../../core/turns/store.ts'

export const JournalEventShape = z
  .object({
    id: z.string(),
    event: z.string(),
    dealId: z.number().int().nullable(),
    receivedAt: z.string(),
    status: z.enum(eventStatuses),
    runId: z.string().nullable(),
    aboutId: z.number().int().nullable().exactOptional().describe('The company or contact that it is about.'),
    note: z.string().nullable().exactOptional().describe('What became of it, where no run says so.'),
  })
  .meta({ id: 'Event' }) satisfies z.ZodType<JournalEvent>
