import { computed, type Ref, ref } from 'vue'
import type { SavedRule } from '../api/client.ts'
import { inOrder, moved, priorityChanges } from '../words/rule-order.ts'
import { saveDifference } from './save-rule.ts'

/** An order of rules that is being made and not saved yet; without one, rules stand as they are saved. */
export function useOrderDraft(rules: Ref<readonly SavedRule[]>, reload: () => Promise<void>) {
  const keys = ref<string[] | null>(null)
  const ordered = computed(() => {
    const saved = inOrder(rules.value)
    if (keys.value === null) return saved
    // Rules that came meanwhile go last, those that went are left out.
    const places = new Map(keys.value.map((key, place) => [key, place]))
    return saved.toSorted((a, b) => (places.get(a.key) ?? saved.length) - (places.get(b.key) ?? saved.length))
  })
  const changes = computed(() => {
    if (keys.value === null) return []
    const byKey = new Map(rules.value.map((rule) => [rule.key, rule]))
    return priorityChanges(ordered.value).flatMap(({ key, priority }) => {
      const rule = byKey.get(key)
      return rule === undefined ? [] : [{ rule, priority }]
    })
  })

  function move(from: number, to: number): void {
    keys.value = moved(ordered.value, from, to).map(({ key }) => key)
    if (changes.value.length === 0) keys.value = null
  }

  /**
   * Each rule that gets another priority is saved as a version of its own; tells whether one waits for a second person
   * instead. Throws `Problem` at the first that is refused.
   */
  async function save(note: string): Promise<boolean> {
    try {
      let isProposed = false
      for (const { rule, priority } of changes.value) {
        const saved = await saveDifference(rule, { priority }, note)
        isProposed ||= 'proposal' in saved
      }
      keys.value = null
      return isProposed
    } finally {
      await reload()
    }
  }

  const discard = () => {
    keys.value = null
  }
  return { ordered, changes, move, save, discard }
}
