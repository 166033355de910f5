import { z } from 'zod'
import { Link } from '../../core/deal/link.ts'
import type * as core from '../../core/runs/run.ts'
import { effectsByRank, runStatuses, triggerTypes } from '../../core/runs/run.ts'
import { Trace } from './trace.ts'

export const LinkShape = Link.meta({ id: 'Link' })
const RunError = z.object({ code: z.string(), message: z.string() }).meta({ id: 'RunError' })

const Trigger = z
  .object({
    type: z.enum(triggerTypes),
    events: z.array(z.string()),
    eventIds: z.array(z.string()),
    reverts: z.string().exactOptional().describe('The run that this one takes back.'),
    requestedBy: z
      .array(z.string())
      .exactOptional()
      .describe('Who asked for it, as the record names them, where somebody did. Kept for as long as events are.'),
  })
  .describe('Why the run happened.')

export const ActionResult = z
  .object({
    type: z.enum(['attach', 'detach', 'setPrimary', 'replace', 'clear']),
    contactIds: z.array(z.number().int()),
    effect: z.enum([...effectsByRank, 'nothing-selected']),
    note: z.string().nullable(),
    contacts: z.array(
      z.object({
        contactId: z.number().int(),
        effect: z.enum(effectsByRank),
        by: z.string().nullable().describe('The rule that prevailed, when overruled.'),
      }),
    ),
  })
  .meta({ id: 'ActionResult' })

const ruleResult = {
  key: z.string(),
  version: z.number().int(),
  mode: z.enum(['live', 'shadow']),
  matched: z.boolean(),
  actions: z.array(ActionResult),
}

const Operation = z
  .object({
    method: z.enum([
      'crm.deal.contact.add',
      'crm.deal.contact.delete',
      'crm.deal.contact.items.set',
      'crm.deal.contact.items.delete',
    ]),
    params: z.record(z.string(), z.unknown()),
    result: z.unknown(),
    error: RunError.nullable(),
  })
  .describe('One write on the portal with its answer.')

const run = {
  id: z.string(),
  dealId: z.number().int(),
  portal: z.string(),
  trigger: Trigger,
  status: z.enum(runStatuses),
  attempt: z.number().int(),
  queuedAt: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  linksBefore: z.array(LinkShape),
  linksAfter: z.array(LinkShape),
  operations: z.array(Operation),
  error: RunError.nullable(),
}

export const Run = z
  .object({ ...run, rules: z.array(z.object({ ...ruleResult, trace: Trace })) })
  .meta({ id: 'Run' }) satisfies z.ZodType<core.Run>

export const RunSummary = z
  .object({ ...run, rules: z.array(z.object(ruleResult)) })
  .meta({ id: 'RunSummary' }) satisfies z.ZodType<core.RunSummary>
