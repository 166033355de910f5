import { isObject, type Json } from './places.ts'

/**
 * The document that is being written, in the one form from which all others are made. Form and sentence show `document`,
 * the JSON side shows `text`; while the text is no JSON, `document` is the last one that was.
 */
export type Draft = {
  text: string
  document: Json
  /** Why the text is no document; null while both say the same. */
  textFault: string | null
  past: readonly Step[]
  future: readonly Step[]
}
type Step = { text: string; document: Json; by: string | null }

const mostSteps = 200

export const asText = (document: unknown): string => JSON.stringify(document, null, 2)

export function draftOf(document: Json): Draft {
  return { text: asText(document), document, textFault: null, past: [], future: [] }
}

/** A change that the form made. Changes in a row by the same field (`by`) are one step for undoing. */
export function changed(draft: Draft, document: unknown, by: string | null = null): Draft {
  if (!isObject(document) || document === draft.document) return draft
  return { ...stepped(draft, by), text: asText(document), document, textFault: null }
}

/** What was typed on the JSON side. */
export function typed(draft: Draft, text: string): Draft {
  if (text === draft.text) return draft
  const next = { ...stepped(draft, 'text'), text }
  try {
    const document: unknown = JSON.parse(text)
    if (!isObject(document)) return { ...next, textFault: 'notAnObject' }
    return { ...next, document, textFault: null }
  } catch (error) {
    return { ...next, textFault: error instanceof Error ? error.message : String(error) }
  }
}

function stepped(draft: Draft, by: string | null): Draft {
  const last = draft.past.at(-1)
  const isSameStep = by !== null && last?.by === by && draft.future.length === 0
  // Text that is no JSON is no state to go back to.
  if (isSameStep || draft.textFault !== null) return { ...draft, future: [] }
  const step = { text: draft.text, document: draft.document, by }
  return { ...draft, past: [...draft.past, step].slice(-mostSteps), future: [] }
}

export const undone = (draft: Draft): Draft => gone(draft, draft.past, (past, now) => [past, [...draft.future, now]])
export const redone = (draft: Draft): Draft =>
  gone(draft, draft.future, (future, now) => [[...draft.past, now], future])

function gone(
  draft: Draft,
  steps: readonly Step[],
  left: (rest: Step[], now: Step) => [past: Step[], future: Step[]],
): Draft {
  const step = steps.at(-1)
  if (step === undefined) return draft
  const [past, future] = left(steps.slice(0, -1), { text: draft.text, document: draft.document, by: null })
  return { text: step.text, document: step.document, textFault: null, past, future }
}
