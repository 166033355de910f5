/**
 * What may be alarming. Of a portal, or of what `subject` names in it: a rule's key, a deal's id, a kind of sweep. The words for each are in
 * `alarms.ts`.
 */
export const alarmKinds = [
  'portal-paused',
  'writes-stopped',
  'rule-held',
  'deal-quarantined',
  'runs-fail',
  'events-kept-aside',
  'sweep-found-many',
  'sweeps-fail',
  'rule-silent',
  'rule-names-changed',
  'no-events',
] as const
export type AlarmKind = (typeof alarmKinds)[number]

/** The subject of what stands for all of a kind that are not told one by one. */
export const manyOfThem = 'many'

/** Something that a person should know of, as it is now. Holds no personal data and no secrets. */
export type Alarm = {
  kind: AlarmKind
  /** What it is about; empty where it is the portal as a whole. */
  subject: string
  title: string
  message: string
  whatToDo: string
  since: string
}

/** How alerts reach people. */
export const alertChannels = ['webhook', 'email', 'bitrix24'] as const
export type AlertChannel = (typeof alertChannels)[number]

/** A change of state, which is told once over each channel. */
export const alertMoments = ['raised', 'over'] as const
export type AlertMoment = (typeof alertMoments)[number]

export const deliveryStates = ['waiting', 'sent', 'given-up'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export type Delivery = {
  channel: AlertChannel
  moment: AlertMoment
  state: DeliveryState
  attempts: number
  sentAt: string | null
  /** Why the last try failed. */
  error: string | null
}

/** An alarm on record, from when it was raised to when it was over. */
export type Alert = Alarm & { id: string; raisedAt: string; overAt: string | null }
