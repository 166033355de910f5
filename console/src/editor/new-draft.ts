import { isObject, type Json } from './places.ts'

const storageKey = 'bindery-new-rule'

/** A rule that a recipe made, on its way to the editor; kept for this tab, so that a reload begins with it again. */
export function keepNewDraft(document: Json | null): void {
  if (document === null) sessionStorage.removeItem(storageKey)
  else sessionStorage.setItem(storageKey, JSON.stringify(document))
}

export function newDraft(): Json | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null')
    return isObject(kept) ? kept : null
  } catch {
    return null
  }
}
