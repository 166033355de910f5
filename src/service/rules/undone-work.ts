import { commonFields, isOften, undoingInWords, undoneInWords, whenUndone } from '../../core/reverts/undone.ts'
import type { Database } from '../../database/connection/open.ts'
import { dealTitles } from '../../database/deals/titles.ts'
import { ruleVersions } from '../../database/rules/rules.ts'
import {
  contactsUndone,
  countUndone,
  dealsJudged,
  lastLinksSeen,
  undoneDeeds,
} from '../../database/runs/undone-deeds.ts'
import type { UndoneDeps, UndoneShape } from '../../http/routes/undone.ts'

const most = { compared: 1_000, looked: 100, runsOfDeal: 50, shown: 10, contacts: 5 }

/** On how many deals people undid what a rule did, on which last, and what those deals have in common. */
export function undoneWork({ database, portalId }: { database: Database; portalId: number }): UndoneDeps['undoneWork'] {
  return async (key) => {
    const versions = await ruleVersions(database, portalId, key)
    if (versions.length === 0) return null
    const [deals, undone, kept, contacts] = await Promise.all([
      countUndone(database, portalId, key),
      dealsJudged(database, portalId, key, { isUndone: true, limit: most.compared }),
      dealsJudged(database, portalId, key, { isUndone: false, limit: most.compared }),
      contactsUndone(database, portalId, key, most.contacts),
    ])
    const fields = (some: readonly { deal: Record<string, unknown> }[]) => some.map(({ deal }) => deal)
    const common = commonFields(fields(undone), fields(kept))
    const told = { key, deals, isOften: isOften(deals), common }
    const latest = undone.slice(0, most.looked).map(({ dealId }) => dealId)
    return {
      ...told,
      inWords: undoneInWords(told),
      compared: { undone: undone.length, kept: kept.length },
      contacts,
      last: await lastUndone(key, latest),
    }
  }

  async function lastUndone(key: string, dealIds: readonly number[]): Promise<UndoneShape['last']> {
    if (dealIds.length === 0) return []
    const [undone, runs, titles] = await Promise.all([
      undoneDeeds(database, portalId, key, dealIds),
      lastLinksSeen(database, portalId, dealIds, most.runsOfDeal),
      dealTitles(database, portalId, dealIds),
    ])
    return undone
      .filter((deed) => !isTold(deed, undone))
      .map((deed) => ({
        ...deed,
        title: titles.get(deed.dealId) ?? null,
        when: whenUndone(deed, runs.get(deed.dealId) ?? []),
        inWords: undoingInWords(deed),
      }))
      .sort((a, b) => (b.when?.before ?? '').localeCompare(a.when?.before ?? '') || b.dealId - a.dealId)
      .slice(0, most.shown)
  }
}

type Undone = Awaited<ReturnType<typeof undoneDeeds>>[number]

/** Somebody who was unlinked is no primary either. */
function isTold({ dealId, contactId, kind }: Undone, all: readonly Undone[]): boolean {
  const isOfSame = (other: Undone) => other.dealId === dealId && other.contactId === contactId
  return kind === 'made-primary' && all.some((other) => isOfSame(other) && other.kind === 'attached')
}
