import { RuleDocument } from '../../../src/core/rules/rule.ts'
import type { SavedRule } from '../api/client.ts'
import type { Say } from '../languages/say.ts'
import type { Names } from './names.ts'
import { ruleSentence } from './rule-sentence.ts'

/** The document alone, as it lies in `rules/*.json`: without who saved it and when. */
export function documentOf({
  version: _version,
  savedAt: _savedAt,
  savedBy: _savedBy,
  ...rule
}: SavedRule): RuleDocument {
  return RuleDocument.parse(rule)
}

export const sentenceOf = (rule: SavedRule, say: Say, names?: Names) => ruleSentence(documentOf(rule), say, names)
