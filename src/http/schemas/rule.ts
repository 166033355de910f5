import { z } from 'zod'
import { RuleDocument } from '../../core/rule.ts'
import type { RuleRecord, RuleVersion } from '../../core/store.ts'
import { FaultShape } from './error.ts'

export const RuleShape = RuleDocument.meta({ id: 'Rule' })

/** A rule document not yet judged: documented as a rule, read as anything, so that every fault can be told at once. */
export const UncheckedRule = z.unknown().meta({ $ref: '#/components/schemas/Rule' })

const record = { version: z.number().int(), savedAt: z.string(), savedBy: z.string() }

/** The document with who saved it and when. */
export const SavedRule = z.object({ ...RuleDocument.shape, ...record }).meta({ id: 'SavedRule' })

export const savedRule = ({ rule, version, savedAt, savedBy }: RuleRecord): z.infer<typeof SavedRule> => ({
  ...rule,
  version,
  savedAt,
  savedBy,
})

/** The document of a saved rule that was read, edited and sent back. */
export function withoutRecord(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document
  return Object.fromEntries(Object.entries(document).filter(([name]) => !(name in record)))
}

export const RuleVersionShape = z
  .object({ ...record, rule: RuleShape, note: z.string().nullable() })
  .meta({ id: 'RuleVersion' }) satisfies z.ZodType<RuleVersion>

export const Verdict = z.object({
  valid: z.boolean(),
  errors: z.array(FaultShape),
  warnings: z.array(FaultShape),
})
