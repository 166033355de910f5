import type { FieldDescriptions, Fields } from '../deal/snapshot.ts'
import { type ConditionLeaf, referencedFact } from './condition.ts'
import { effectiveOperator, testOf } from './operators.ts'
import { dotted } from './path.ts'

/** Kinds of fields whose text is no person's: entries of lists, dates, references. Everything else is replaced. */
const impersonal = new Set([
  'crm_status',
  'crm_category',
  'crm_currency',
  'crm_company',
  'crm_contact',
  'crm_lead',
  'crm_quote',
  'crm_deal',
  'crm_entity',
  'crm',
  'enumeration',
  'date',
  'datetime',
  'boolean',
  'user',
])

/** Invented stand-ins for what is personal: the same value gets the same one, ids and numbers stay. */
export type StandIns = {
  /** Fields of a fact, with text replaced; what the rule's own tests come to stays the same where that is possible. */
  fields(fact: string, fields: Fields, descriptions: FieldDescriptions): Fields
  /** A text that is personal whatever field it stands in. */
  text(value: string): string
}

/** `leaves`: the rule's tests, whose verdicts a stand-in must not change. `now` is what `withinLast` counts back from. */
export function standIns(leaves: readonly ConditionLeaf[], now: Date): StandIns {
  const known = new Map<string, string>()

  function text(value: string, bearing: readonly ConditionLeaf[] = []): string {
    if (value.trim() === '') return value
    const before = known.get(value)
    if (before !== undefined) return before
    const invented = inventedFor(value, known.size + 1)
    const literals = bearing.flatMap((leaf) => [leaf.value].flat()).filter((one) => typeof one === 'string')
    const wanted = [invented, ...literals.flatMap((one) => [`${one} ${invented}`, `${invented} ${one}`, one])]
    const same = wanted.find((one) => bearing.every((leaf) => verdict(leaf, one, now) === verdict(leaf, value, now)))
    const chosen = same ?? invented
    known.set(value, chosen)
    return chosen
  }

  const replaced = (value: unknown, bearing: readonly ConditionLeaf[]): unknown => {
    if (typeof value === 'string') return text(value, bearing)
    if (Array.isArray(value)) return value.map((one) => replaced(one, bearing))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([name, inner]) => [
      name,
      kindOfEntry.has(name) ? inner : replaced(inner, []),
    ])
    return Object.fromEntries(entries)
  }

  return {
    text: (value) => text(value),
    fields: (fact, fields, descriptions) =>
      Object.fromEntries(
        Object.entries(fields).map(([name, value]) => {
          const type = Object.hasOwn(descriptions, name) ? descriptions[name]?.type : undefined
          if (type !== undefined && impersonal.has(type) && name !== 'birthdate') return [name, value]
          const bearing = leaves.filter((leaf) => leaf.fact === fact && dotted(leaf.path ?? '') === `$.${name}`)
          return [name, replaced(value, bearing)]
        }),
      ),
  }
}

/** Of phones and mails as Bitrix24 lists them: what kind one is, not what it says. */
const kindOfEntry = new Set(['typeId', 'valueType'])

function verdict(leaf: ConditionLeaf, value: unknown, now: Date): boolean | null {
  if (referencedFact(leaf.value) !== undefined) return null
  return testOf(effectiveOperator(leaf))?.(value, leaf.value, now) ?? null
}

/** Of the same kind, so that it reads as what it stands for. Numbers 555-01xx and example.com belong to nobody. */
function inventedFor(value: string, count: number): string {
  const number = String(count).padStart(2, '0')
  if (value.includes('@')) return `person${number}@example.com`
  if (/^\+?[\d\s()/.-]{5,}$/.test(value)) return `+1 555 01${number}`
  if (/^\d{4}-\d{2}-\d{2}/.test(value)) return `1990-01-01${value.slice(10)}`
  return `Text ${number}`
}
