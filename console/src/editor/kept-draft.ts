/** Where drafts wait that a reload or an ended session took the page away from; of this tab alone. */
export type KeptDrafts = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const placeOf = (key: string | null) => `bindery-draft:${key ?? ''}`

/** Keeps the text of a draft with the version that it builds on; `key` and `version` null: of a new rule. */
export function keepDraft(drafts: KeptDrafts, key: string | null, version: number | null, text: string): void {
  drafts.setItem(placeOf(key), JSON.stringify({ version, text }))
}

export const forgetDraft = (drafts: KeptDrafts, key: string | null): void => drafts.removeItem(placeOf(key))

/** The text that was kept, if it builds on this version; on another one it would undo what was saved since. */
export function keptDraft(drafts: KeptDrafts, key: string | null, version: number | null): string | null {
  try {
    const kept: unknown = JSON.parse(drafts.getItem(placeOf(key)) ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('version' in kept) || !('text' in kept)) return null
    return kept.version === version && typeof kept.text === 'string' ? kept.text : null
  } catch {
    return null
  }
}
