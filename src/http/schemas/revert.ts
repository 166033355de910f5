import { z } from 'zod'
import type { ChangeSince } from '../../core/reverts/revert.ts'
import { LinkShape } from './run.ts'

export const ChangeSinceShape = z
  .object({
    contactId: z.number().int(),
    what: z.enum(['linked', 'unlinked', 'made-primary', 'moved']),
    runId: z.string().nullable().describe('The run of Bindery that did it; null: a person or another program.'),
  })
  .meta({ id: 'ChangeSince' }) satisfies z.ZodType<ChangeSince>

export const RevertPreview = z
  .object({
    runId: z.string(),
    dealId: z.number().int(),
    hasChangedLinks: z.boolean().describe('False: the run left the links as they were; there is nothing to take back.'),
    linksNow: z.array(LinkShape),
    linksAfter: z.array(LinkShape).describe('As they would be: only what still stands as the run left it is put back.'),
    changedSince: z.array(ChangeSinceShape).describe('What is not as the run left it.'),
    revertedBy: z.string().nullable().describe('A later run that has taken this one back.'),
    needsForce: z.boolean(),
  })
  .meta({ id: 'RevertPreview' })
export type RevertPreview = z.output<typeof RevertPreview>
