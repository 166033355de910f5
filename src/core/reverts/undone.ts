import type { Link } from '../deal/link.ts'
import type { Fields } from '../deal/snapshot.ts'
import { isUndone } from '../decision/deeds.ts'
import type { Deed } from '../runs/deed.ts'

/** A field with a value that deals have on which people undid a rule's work, and hardly any on which it stands. */
export type CommonField = {
  field: string
  /** Null: nothing stands there. */
  value: string | number | boolean | null
  /** Of the deals that were compared, how many have it. */
  undone: number
  kept: number
  inWords: string
}

/** So many deals make a habit, if they are that share of all on which the rule did something. */
const often = { deals: 3, share: 0.1 }
/** What a value has to be shared by, and by how much more of the undone deals than of the kept ones. */
const telling = { deals: 3, share: 0.6, more: 0.4 }
const mostCommon = 5
const longestValue = 100

/** Whether people undo it again and again. */
export const isOften = ({ undone, kept }: { undone: number; kept: number }): boolean =>
  undone >= often.deals && undone >= often.share * (undone + kept)

/** Different on every deal, or changed by the undoing itself. */
const saysNothing = (field: string): boolean =>
  /^(id|title|comments|contactIds?|movedBy|updatedBy|lastActivityBy|.*Time|begindate|closedate)$/.test(field)

/** What the undone deals share and the kept ones do not, the most telling first; nothing where there is none to compare with. */
export function commonFields(undone: readonly Fields[], kept: readonly Fields[]): CommonField[] {
  if (undone.length < telling.deals || kept.length === 0) return []
  const [inUndone, inKept] = [valuesOf(undone), valuesOf(kept)]
  return [...inUndone]
    .map(([key, { field, value, deals }]) => ({ field, value, undone: deals, kept: inKept.get(key)?.deals ?? 0 }))
    .map((one) => ({ ...one, share: one.undone / undone.length, other: one.kept / kept.length }))
    .filter(
      ({ undone: deals, share, other }) =>
        deals >= telling.deals && share >= telling.share && share - other >= telling.more,
    )
    .sort((a, b) => b.share - b.other - (a.share - a.other) || a.field.localeCompare(b.field))
    .slice(0, mostCommon)
    .map(({ share: _share, other: _other, ...one }) => ({
      ...one,
      inWords: `${one.field} is ${one.value === null ? 'empty' : one.value} on ${one.undone} of ${undone.length} deals where it was undone, and on ${one.kept} of ${kept.length} where it stands`,
    }))
}

type Value = Pick<CommonField, 'field' | 'value'> & { deals: number }

function valuesOf(deals: readonly Fields[]): Map<string, Value> {
  const values = new Map<string, Value>()
  for (const deal of deals) {
    for (const [field, whole] of Object.entries(deal)) {
      if (saysNothing(field)) continue
      for (const value of new Set(comparable(whole))) {
        const key = JSON.stringify([field, value])
        const known = values.get(key) ?? { field, value, deals: 0 }
        values.set(key, { ...known, deals: known.deals + 1 })
      }
    }
  }
  return values
}

function comparable(value: unknown): CommonField['value'][] {
  if (value === null || value === undefined || value === '' || value === 0) return [null]
  if (Array.isArray(value)) return value.length === 0 ? [null] : value.flatMap(comparable)
  if (typeof value === 'number' || typeof value === 'boolean') return [value]
  return typeof value === 'string' && value.length <= longestValue ? [value] : []
}

/** A run as far as it tells when something was undone. */
export type LinksSeen = { id: string; startedAt: string; finishedAt: string; linksBefore: Link[]; linksAfter: Link[] }

/** Between which moments it was undone and which run found it so; null where the runs do not tell. They come newest first. */
export function whenUndone(
  deed: Pick<Deed, 'kind' | 'contactId'>,
  runs: readonly LinksSeen[],
): { after: string; before: string; runId: string } | null {
  const last = runs.findIndex(({ linksAfter }) => !isUndone(deed, linksAfter))
  const [stood, found] = [runs[last], runs[last - 1]]
  if (stood === undefined || found === undefined) return null
  return { after: stood.finishedAt, before: found.startedAt, runId: found.id }
}

const doings = { attached: 'linked', removed: 'unlinked', 'made-primary': 'made primary' } as const

export type UndoneWords = {
  key: string
  deals: { undone: number; kept: number }
  isOften: boolean
  common: readonly CommonField[]
}

/** All of it in some sentences. */
export function undoneInWords({ key, deals, isOften: often, common }: UndoneWords): string {
  const all = deals.undone + deals.kept
  if (all === 0) return `Rule ${key} has done nothing yet that people could undo.`
  if (deals.undone === 0) return `Nobody has undone what rule ${key} did on ${all} deals.`
  const first = `People undid what rule ${key} did on ${deals.undone} of ${all} deals${often ? ', again and again' : ''}.`
  if (common.length > 0)
    return `${first} What these deals have in common: ${common.map(({ inWords }) => inWords).join('; ')}.`
  return deals.undone < telling.deals ? first : `${first} Their fields tell nothing of why.`
}

/** One undoing for people. */
export const undoingInWords = ({ contactId, kind }: Pick<Deed, 'contactId' | 'kind'>): string =>
  `contact ${contactId}, whom the rule had ${doings[kind]}`
