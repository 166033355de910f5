/**
 * What the console is told of, so that its pages read anew: that something of the kind has changed, not what.
 * `status`: the portal, the lease or the allowance is not as it was. `brakes`: writes were stopped or resumed, or a fuse or
 * a quarantine holds more or less than before. `alert.changed`: something began or ceased to be alarming, or it was told to
 * somebody.
 */
export const noticeKinds = [
  'run.recorded',
  'event.received',
  'rule.saved',
  'job.moved',
  'status',
  'brakes',
  'alert.changed',
] as const
export type NoticeKind = (typeof noticeKinds)[number]
