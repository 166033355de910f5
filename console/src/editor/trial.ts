import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { answerOf, api, type Run } from '../api/client.ts'
import { asProblem, type Problem } from '../api/problem.ts'
import type { Editing } from './editing.ts'
import { withWeights } from './findings.ts'
import { paintingOf } from './painted.ts'
import type { Json } from './places.ts'

const pauseMs = 500

/** Asks the service what it knows of a draft's faults whenever somebody has typed, and keeps the newest answer. */
export function useServiceCheck(editing: Editing): void {
  whenTyped(editing, async (document, signal) => {
    const verdict = await answerOf(api.POST('/api/rules/validate', { body: document as never, signal }))
    if (!signal.aborted) editing.asked.value = { document, findings: withWeights(verdict) }
  })
}

/** What the draft would do to one deal, tried anew whenever somebody has typed. */
export function useTrial(editing: Editing) {
  const dealId = ref<number | null>(null)
  const run = shallowRef<Run | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const isTrying = ref(false)

  const again = whenTyped(editing, async (document, signal) => {
    if (dealId.value === null || !editing.isSound.value) return
    isTrying.value = true
    try {
      // As if it were live: in shadow it would write nothing, and off it would not be asked.
      const body = { dealId: dealId.value, rule: { ...document, mode: 'live' } as never }
      const answer = await answerOf(api.POST('/api/preview', { body, signal }))
      if (signal.aborted) return
      run.value = answer
      problem.value = null
      const own = answer.rules.find(({ key }) => key === document.key)
      editing.painting.value = own === undefined ? null : paintingOf(own.trace)
      editing.paintedOf.value = document
    } catch (error) {
      if (signal.aborted) return
      problem.value = asProblem(error)
      run.value = null
      editing.painting.value = null
    } finally {
      if (!signal.aborted) isTrying.value = false
    }
  })
  watch(dealId, () => {
    run.value = null
    problem.value = null
    editing.painting.value = null
    again()
  })
  return { dealId, run, problem, isTrying, again }
}

/** Calls with the newest document, a moment after the last change; an answer to an earlier one is dropped. */
function whenTyped(editing: Editing, ask: (document: Json, signal: AbortSignal) => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let underWay = new AbortController()
  function plan(afterMs: number): void {
    clearTimeout(timer)
    underWay.abort()
    const mine = new AbortController()
    underWay = mine
    timer = setTimeout(() => {
      if (editing.draft.value.textFault === null) ask(editing.document.value, mine.signal).catch(() => {})
    }, afterMs)
  }
  watch(editing.document, () => plan(pauseMs))
  plan(0)
  onScopeDispose(() => {
    clearTimeout(timer)
    underWay.abort()
  })
  return () => plan(0)
}
