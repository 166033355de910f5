/**
 * What the console is told of, so that its pages read anew: that something of the kind has changed, not what.
 * `status`: the portal, the lease or the allowance is not as it was.
 */
export const noticeKinds = ['run.recorded', 'event.received', 'rule.saved', 'job.moved', 'status'] as const
export type NoticeKind = (typeof noticeKinds)[number]
