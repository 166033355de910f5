/** Of the outbound webhook: Bindery accepts events with it. */
export const applicationToken = 'benchmark-0123456789abcdef0123456789'

/** Of the inbound webhook: the sandbox takes calls at this path. */
export const webhookSecret = 'benchmark'
export const webhookPath = `/rest/1/${webhookSecret}/`
