import { z } from 'zod'
import type { Deed } from '../../core/runs/deed.ts'
import { JournalEventShape } from './event.ts'
import { LinkShape, RunSummary } from './run.ts'

const DeedShape = z.object({
  ruleKey: z.string(),
  contactId: z.number().int(),
  kind: z.enum(['attached', 'removed', 'made-primary']),
  state: z.enum(['standing', 'undone']),
}) satisfies z.ZodType<Deed>

/** Why a deal is not written. */
const quarantined = {
  since: z.string(),
  why: z.string().describe('For people: what went to and fro.'),
  links: z.array(LinkShape).describe('The links that kept coming back.'),
  runIds: z.array(z.string()).describe('The runs that wrote in between, oldest first.'),
}

export const QuarantinedDeal = z.object({ dealId: z.number().int(), ...quarantined }).meta({ id: 'QuarantinedDeal' })
export type QuarantinedDeal = z.output<typeof QuarantinedDeal>

export const DealStory = z
  .object({
    dealId: z.number().int(),
    snapshot: z
      .object({ takenAt: z.string(), deal: z.record(z.string(), z.unknown()) })
      .nullable()
      .describe("The deal's fields as the last recorded run saw them."),
    links: z
      .object({ recordedAt: z.string(), items: z.array(LinkShape) })
      .nullable()
      .describe('The links as the last recorded run left them.'),
    runs: z.array(RunSummary).describe('The latest, newest first.'),
    events: z.array(JournalEventShape).describe('The latest, newest first.'),
    releases: z
      .array(z.object({ releasedAt: z.string(), releasedBy: z.string(), forgotten: z.array(DeedShape) }))
      .describe('When people let the rules do again what was undone, newest first.'),
    quarantine: z
      .object(quarantined)
      .nullable()
      .describe('Set while nothing is written to the deal, as its links swung; a release ends it.'),
    yielded: z.array(DeedShape).describe('What rules did and a person has undone since: not done again.'),
  })
  .meta({ id: 'DealStory' })

/** What is known here of one deal; nothing of it is asked of the portal. */
export type DealStory = z.output<typeof DealStory>
