import { shallowRef } from 'vue'
import { answerOf, api, type SavedRule, type StatusReport } from '../api/client.ts'
import { loadMe } from './session.ts'

/** The portal that runs are about, for links to its pages; null until it has been told. */
export const portal = shallowRef<StatusReport['portal'] | null>(null)
/** How it is, as last told, for what stands on every page; null until then. */
export const latestStatus = shallowRef<StatusReport | null>(null)
/** Names of rules by key. */
export const ruleNames = shallowRef<ReadonlyMap<string, string>>(new Map())

export const nameOfRule = (key: string) => ruleNames.value.get(key) ?? key

export async function loadStatus(signal: AbortSignal): Promise<StatusReport> {
  const status = await answerOf(api.GET('/api/status', { signal }))
  portal.value = status.portal
  latestStatus.value = status
  return status
}

export async function loadRules(signal: AbortSignal): Promise<SavedRule[]> {
  const { items } = await answerOf(api.GET('/api/rules', { signal }))
  ruleNames.value = new Map(items.map((rule) => [rule.key, rule.name]))
  return items
}

/** What small parts of any page need; asked once, silently. */
export async function loadBackground(): Promise<void> {
  await Promise.allSettled([loadMe(), loadRules(new AbortController().signal)])
}
