import { computed, onScopeDispose, shallowRef } from 'vue'
import { answerOf, api } from '../api/client.ts'
import { asProblem, type Problem } from '../api/problem.ts'
import type { components } from '../api/schema.d.ts'
import type { Json } from './places.ts'

export type Backtest = components['schemas']['Backtest']
export type BacktestDeals = components['schemas']['BacktestDeals']
const lookEveryMs = 700

/** A draft on many deals: begun, watched, cancelled. What leaves the page leaves no test running behind it. */
export function useBacktest() {
  const backtest = shallowRef<Backtest | null>(null)
  const problem = shallowRef<Problem | null>(null)
  /** The draft that it is of. */
  const of = shallowRef<Json | null>(null)
  const isUnderWay = computed(() => backtest.value !== null && isOpen(backtest.value))
  let timer: ReturnType<typeof setTimeout> | undefined

  async function start(rule: Json, deals: BacktestDeals): Promise<void> {
    await cancel()
    of.value = rule
    problem.value = null
    backtest.value = null
    await told(answerOf(api.POST('/api/backtests', { body: { rule: rule as never, deals } })))
  }

  async function told(asked: Promise<Backtest>): Promise<void> {
    try {
      const now = await asked
      backtest.value = now
      if (isOpen(now)) timer = setTimeout(() => void look(now.id), lookEveryMs)
    } catch (error) {
      problem.value = asProblem(error)
    }
  }
  const look = (id: string) => told(answerOf(api.GET('/api/backtests/{id}', { params: { path: { id } } })))

  async function cancel(): Promise<void> {
    clearTimeout(timer)
    const open = backtest.value
    if (open === null || !isOpen(open)) return
    await told(answerOf(api.POST('/api/backtests/{id}/cancel', { params: { path: { id: open.id } } })))
  }

  onScopeDispose(() => void cancel())
  return { backtest, problem, of, isUnderWay, start, cancel }
}

const isOpen = ({ state }: Backtest) => state !== 'done' && state !== 'failed' && state !== 'cancelled'
