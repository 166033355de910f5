import { pointer } from '../../../src/core/rules/leaf-faults.ts'

/** Where something stands in a document: names of members and places in lists. */
export type Place = readonly (string | number)[]
export type Json = { readonly [name: string]: unknown }

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const pointerOf = (place: Place): string => pointer(place)

/** What stands there; undefined where the document has no such place. */
export function valueAt(document: unknown, place: Place): unknown {
  return place.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined
    return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
  }, document)
}

/** The document with something else there; `undefined` takes the member or entry away. Everything else stays as it is. */
export function withValue(document: unknown, place: Place, value: unknown): unknown {
  const [step, ...rest] = place
  if (step === undefined) return value
  if (Array.isArray(document) && typeof step === 'number') {
    const inner = withValue(document[step], rest, value)
    return inner === undefined ? document.toSpliced(step, 1) : document.with(step, inner)
  }
  const owner = isObject(document) ? document : {}
  const inner = withValue(owner[step], rest, value)
  if (inner !== undefined) return { ...owner, [step]: inner }
  return Object.fromEntries(Object.entries(owner).filter(([name]) => name !== String(step)))
}

/** The document with one entry more in a list. */
export function withEntry(document: unknown, list: Place, index: number, entry: unknown): unknown {
  return withValue(document, list, entriesAt(document, list).toSpliced(index, 0, entry))
}

/** The document with an entry of a list at another place of it. */
export function withMoved(document: unknown, list: Place, from: number, to: number): unknown {
  const entries = entriesAt(document, list)
  const moved = entries[from]
  if (to < 0 || to >= entries.length) return document
  return withValue(document, list, entries.toSpliced(from, 1).toSpliced(to, 0, moved))
}

/** The entries of a list; empty where there is none. */
export function entriesAt(document: unknown, list: Place): readonly unknown[] {
  const entries = valueAt(document, list)
  return Array.isArray(entries) ? entries : []
}

/** The place that a JSON pointer names. Names that are numbers are taken for places in lists; rules have no others. */
export const placeOf = (path: string): Place =>
  path
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')))
