import { z } from 'zod'
import { alarmKinds, alertChannels, alertMoments, deliveryStates } from '../../core/alarms/alert.ts'

export const AlertShape = z
  .object({
    id: z.string(),
    kind: z.enum(alarmKinds),
    subject: z
      .string()
      .describe('The rule’s key, the deal’s id, the host, the kind of sweep; empty where it is the portal as a whole.'),
    title: z.string(),
    message: z.string().describe('What has happened, for people.'),
    whatToDo: z.string(),
    since: z.string(),
    raisedAt: z.string(),
    overAt: z.string().nullable().describe('Null while it stands.'),
    deliveries: z
      .array(
        z.object({
          channel: z.enum(alertChannels),
          moment: z.enum(alertMoments),
          state: z.enum(deliveryStates),
          attempts: z.number().int().nonnegative(),
          sentAt: z.string().nullable(),
          error: z.string().nullable().describe('Why the last try failed.'),
        }),
      )
      .describe('Over which channels each change was told; none where none is configured.'),
  })
  .meta({ id: 'Alert' })
export type AlertShape = z.output<typeof AlertShape>
