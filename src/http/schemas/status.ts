import { z } from 'zod'
import { alertChannels } from '../../core/alarms/alert.ts'
import type { Stop } from '../../core/guards/stop.ts'
import { runStatuses } from '../../core/runs/run.ts'
import { SweepShape } from './sweep.ts'

const count = z.number().int().nonnegative()

export const StopShape = z
  .object({ at: z.string(), by: z.string(), note: z.string().nullable() })
  .meta({ id: 'Stop' }) satisfies z.ZodType<Stop>

export const StatusReport = z
  .object({
    version: z.string(),
    startedAt: z.string(),
    publicUrl: z.string().describe('Where people and Bitrix24 reach this service.'),
    portal: z.object({
      domain: z.string(),
      isSandbox: z.boolean().describe('The sandbox stands in for Bitrix24.'),
      /** `unknown` until the first call. */
      state: z.enum(['ok', 'limited', 'failing', 'unknown']),
      lastAnswerAt: z.string().nullable(),
      error: z.object({ code: z.string(), message: z.string() }).nullable().describe('Why, when failing.'),
      paused: z
        .object({ reason: z.string(), since: z.string(), whatToDo: z.string() })
        .nullable()
        .describe('The portal is left alone, and deals wait without failing; null: it is called as ever.'),
    }),
    permissions: z
      .object({
        checkedAt: z.string(),
        granted: z.array(z.string()),
        missing: z.array(z.string()).describe('What the webhook lacks; rules that need it fail.'),
      })
      .nullable()
      .describe('Null until they have been checked.'),
    limits: z.object({
      plan: z.enum(['standard', 'enterprise', 'onpremise']),
      requestsPerSecond: z.number().nullable().describe('Null: no limit.'),
      burst: z.number().nullable(),
      share: z.number().describe('Which part of the allowance is used; the rest is left to other programs.'),
      inUse: z.number().describe('Requests that count against the burst now; `burst` times `share` may.'),
      waiting: count.describe('Portal calls that wait for their turn.'),
      waitingByUrgency: z.object({ live: count, manual: count, again: count, backfill: count }),
      inFlight: count.describe('Requests under way.'),
      methods: z
        .array(
          z.object({
            method: z.string(),
            operatingSeconds: z.number().describe('Execution time used in the last ten minutes.'),
            limitSeconds: z.number().nullable().describe('Null: no limit is known.'),
            pausedUntil: z.string().nullable(),
          }),
        )
        .describe('Methods whose execution time the portal has told.'),
      pausedUntil: z.string().nullable().describe('The portal asked for a pause until then.'),
    }),
    worker: z
      .object({ name: z.string(), isThisProcess: z.boolean() })
      .describe('The process that works on deals; the others take events in.'),
    queue: z.object({
      pendingEvents: count,
      waitingDeals: count,
      runningDeals: count,
      oldestPendingAt: z.string().nullable(),
    }),
    spool: z
      .object({
        events: count.describe('Kept on this process’s own disk until the database takes them.'),
        bytes: count,
        limitBytes: count.describe('Beyond it events are refused.'),
        since: z.string().nullable(),
      })
      .nullable()
      .describe('Null: this process keeps nothing aside.'),
    eventSources: z
      .object({
        ranges: z.array(z.string()).describe('Addresses and ranges that the configuration names.'),
        published: z
          .object({ addresses: count, readAt: z.string().nullable(), error: z.string().nullable() })
          .nullable()
          .describe('The list that Bitrix24 publishes; the last good one counts. Null: it does not count.'),
        isInForce: z.boolean().describe('False: no list could be read yet, and no address is refused.'),
        lastRefused: z
          .object({ at: z.string(), address: z.string() })
          .nullable()
          .describe('The last event with a good token from another address.'),
      })
      .nullable()
      .describe('Where events may come from; null: anywhere.'),
    lastSweep: SweepShape.nullable().describe('The last look for what no event told of; null: there was none yet.'),
    rules: z.object({ live: count, shadow: count, off: count }),
    brakes: z
      .object({
        stopped: StopShape.nullable().describe('Set while all writes are stopped by a person.'),
        heldRules: count.describe('Rules that a fuse holds, as they changed too many deals in a short time.'),
        heldDeals: count.describe('Deals that such rules would change.'),
        proposedRules: count.describe('Live rules that wait for somebody to approve them.'),
        quarantinedDeals: count.describe('Deals whose links swung: not written until they are released.'),
      })
      .describe('What waits for a person.'),
    alerts: z.object({
      open: count.describe('Alerts that stand: GET /api/alerts?open=1.'),
      channels: z.array(z.enum(alertChannels)).describe('How people are told of them; empty: nobody is told.'),
    }),
    fourEyes: z.boolean().describe('A live rule takes two people: one proposes it, another approves.'),
    lastEventAt: z.string().nullable(),
    lastRefusedEventAt: z
      .string()
      .nullable()
      .describe('When one last came to this process with an application token that is not the configured one.'),
    lastRunAt: z.string().nullable(),
    runsLastDay: z.partialRecord(z.enum(runStatuses), count).describe('By status; a status without runs is left out.'),
  })
  .meta({ id: 'Status' })
export type StatusReport = z.output<typeof StatusReport>
