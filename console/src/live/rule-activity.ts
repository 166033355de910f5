import { answerOf, api, type RuleActivity } from '../api/client.ts'
import { midnightBefore } from '../words/moments.ts'

export const activityDays = 7

/** What each rule did on each of the last seven days of the viewer, today included, by key. */
export async function loadRuleActivity(signal: AbortSignal): Promise<ReadonlyMap<string, RuleActivity>> {
  const from = midnightBefore(new Date(), activityDays - 1).toISOString()
  const { items } = await answerOf(api.GET('/api/activity/rules', { params: { query: { from, step: 'day' } }, signal }))
  return new Map(items.map((one) => [one.key, one]))
}
