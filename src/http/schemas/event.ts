import { z } from 'zod'
import { eventStatuses, type JournalEvent } from '../../core/store.ts'

export const JournalEventShape = z
  .object({
    id: z.string(),
    event: z.string(),
    dealId: z.number().int().nullable(),
    receivedAt: z.string(),
    status: z.enum(eventStatuses),
    runId: z.string().nullable(),
  })
  .meta({ id: 'Event' }) satisfies z.ZodType<JournalEvent>
