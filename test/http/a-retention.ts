import type { RetentionShape } from '../../src/http/routes/retention.ts'

export const aRetention = (): RetentionShape => ({
  policy: { personalDataDays: 365, runsDays: null, eventsDays: 365 },
  from: 'environment',
  setAt: null,
  setBy: null,
  lastPass: null,
})
