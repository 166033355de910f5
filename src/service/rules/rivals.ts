import { setImmediate } from 'node:timers/promises'
import { type Rivalry, rivalries } from '../../core/rules/rivals.ts'
import type { Database } from '../../database/connection/open.ts'
import { listRules } from '../../database/rules/rules.ts'
import { overruledRuns } from '../../database/runs/overruled.ts'
import type { RivalsDeps } from '../../http/routes/rivals.ts'

const most = { pairs: 200, dealsOfPair: 5 }
/** Others have their turn after so long: a thousand rules make half a million pairs. */
const turnMs = 20

/** Every two live rules that can fight, with the deals on which they did. */
export function rivalRules({ database, portalId }: { database: Database; portalId: number }): RivalsDeps['rivalRules'] {
  return async () => {
    const live = (await listRules(database, portalId)).map(({ rule }) => rule)
    const { found, isAll } = await firstOf(rivalries(live))
    const keys = new Map(found.map(({ first, second }) => [`${first} ${second}`, { first, second }]))
    const pairs = [...keys.values()].flatMap(({ first, second }) => [
      { overruled: second, by: first },
      { overruled: first, by: second },
    ])
    const runs = await overruledRuns(database, portalId, pairs, most.dealsOfPair)
    const items = found.map(({ first, second, over, firstPath, secondPath, message }) => {
      const both = [first, second]
      const evidence = runs.filter(({ overruled, by }) => both.includes(overruled) && both.includes(by))
      return {
        rules: both,
        over,
        paths: [firstPath, secondPath],
        why: `${message}.`,
        evidence: evidence.slice(0, most.dealsOfPair),
      }
    })
    return { items, isAll }
  }
}

async function firstOf(pairs: Iterable<Rivalry[]>): Promise<{ found: Rivalry[]; isAll: boolean }> {
  const found: Rivalry[] = []
  let turnEnds = performance.now() + turnMs
  for (const rivals of pairs) {
    found.push(...rivals)
    if (found.length > most.pairs) return { found: found.slice(0, most.pairs), isAll: false }
    if (performance.now() < turnEnds) continue
    await setImmediate()
    turnEnds = performance.now() + turnMs
  }
  return { found, isAll: true }
}
