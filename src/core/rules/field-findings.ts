import { operatorParts, referencedFact } from '../conditions/condition.ts'
import { didYouMean } from '../conditions/nearest-name.ts'
import { dotted, firstName } from '../conditions/path.ts'
import { canBe, type FieldKind, kindInWords, kindOf, remedyOf } from '../deal/field-kinds.ts'
import { alwaysThere, type EntityName } from '../deal/fields.ts'
import { entityNames, type FieldMetadata, isStageDirectory, type PortalMetadata } from '../deal/portal-metadata.ts'
import { type Fault, legibleLeaves } from './leaf-faults.ts'
import { legibleSelectors } from './rule.ts'

export type Findings = { errors: Fault[]; warnings: Fault[] }

const linkNames = ['count', 'contactIds', 'primaryId', 'items']
/** Facts of a shape of their own, which no portal needs to tell. */
const fixedFacts: Record<string, readonly string[]> = {
  event: ['type', 'types', 'receivedAt'],
  links: linkNames,
  companyContacts: linkNames,
}
const contactMarks = ['isLinked', 'isPrimary', 'inCompany', 'isCompanyPrimary']
const entityOfFact: Record<string, EntityName> = {
  deal: 'deal',
  previous: 'deal',
  company: 'company',
  contact: 'contact',
}
/** In the answers of `crm.item.get` but not described. Source: Bitrix24 REST docs, `crm-item-get`, read 2026-08-21. */
const undescribed: Record<EntityName, readonly string[]> = {
  deal: ['entityTypeId', 'contactIds', 'observers'],
  company: ['entityTypeId', 'contactIds', 'fm'],
  contact: ['entityTypeId', 'companyIds', 'fm'],
}

/**
 * What the portal's fields and lists say against a rule: an error where it is certain that a test or a selector never
 * does what it was written for, a warning where it is likely. Of a document that is wrong by its form, the parts that can
 * be read are looked at. `metadata` null: the portal could not be asked.
 */
export function fieldFindings(document: unknown, metadata: PortalMetadata | null): Findings {
  const findings: Findings = { errors: [], warnings: [] }
  for (const { path, node } of legibleLeaves(document)) {
    checkName(findings, metadata, String(node.fact), node.path, `${path}/path`)
    const { value } = node
    const named = referencedFact(value)
    if (named !== undefined) {
      checkName(findings, metadata, named, (value as { path?: unknown }).path, `${path}/value/path`)
    } else if (metadata !== null) {
      checkTest(findings, metadata, path, node)
    }
  }
  for (const { selector, path } of legibleSelectors(document)) {
    if (selector.from !== 'field' && selector.from !== 'match') continue
    const at = `${path}/field`
    checkField(findings, metadata, 'deal', selector.field, at)
    const field = metadata?.fields.deal?.[selector.field]
    const kind = field === undefined ? 'other' : kindOf(selector.field, field)
    if (kind === 'other' || kind === 'text' || !isUseless(kind, selector)) continue
    const what = selector.from === 'field' ? 'names no contact' : `is no ${selector.by}`
    findings.warnings.push({ path: at, message: `"${selector.field}" is ${kindInWords[kind]}: it ${what}` })
  }
  return findings
}

/** Whether a field of this kind never tells a selector whom it means. A number may be a contact's id, or a phone without a sign. */
function isUseless(kind: FieldKind, selector: { from: 'field' } | { from: 'match'; by: 'phone' | 'email' }): boolean {
  if (kind === 'flag' || kind === 'date' || kind === 'choice') return true
  if (selector.from === 'field') return false
  return kind === 'id' || (kind === 'number' && selector.by === 'email')
}

/** What could not be checked, as one warning; none when everything could. */
export function unchecked(metadata: PortalMetadata | null, reason: string | null): Fault[] {
  if (metadata === null) {
    const because = reason === null ? '' : ` (${reason})`
    const message = `the portal could not be asked${because}, so field names, kinds of values, stages, funnels and contacts' ids could not be checked`
    return [{ path: '', message }]
  }
  const fields = entityNames.filter((entity) => metadata.fields[entity] === null)
  const parts = [
    ...fields.map((entity) => `the fields of ${entity === 'company' ? 'companies' : `${entity}s`}`),
    ...(metadata.categories === null ? ['funnels'] : []),
    ...(metadata.statuses === null ? ['stages and other directories'] : []),
  ]
  if (parts.length === 0) return []
  return [{ path: '', message: `the portal did not tell ${parts.join(', ')}, so these could not be checked` }]
}

function checkName(findings: Findings, metadata: PortalMetadata | null, fact: string, path: unknown, at: string): void {
  const name = typeof path === 'string' ? firstName(path) : undefined
  if (name === undefined) return
  const fixed = fixedFacts[fact]
  if (fixed !== undefined && !fixed.includes(name)) {
    const message = `"${fact}" holds no "${name}"${didYouMean(name, fixed) || `; it holds ${fixed.join(', ')}`}`
    findings.errors.push({ path: at, message })
    return
  }
  const entity = entityOfFact[fact]
  if (entity !== undefined && !(fact === 'contact' && contactMarks.includes(name))) {
    checkField(findings, metadata, entity, name, at, fact === 'contact' ? contactMarks : [])
  }
}

function checkField(
  findings: Findings,
  metadata: PortalMetadata | null,
  entity: EntityName,
  name: string,
  at: string,
  more: readonly string[] = [],
): void {
  const described = metadata?.fields[entity]
  if (described === null || described === undefined) return
  const known = [...Object.keys(described), ...alwaysThere(entity), ...undescribed[entity]]
  if (known.includes(name)) return
  const owners = { deal: 'a deal', company: 'a company', contact: 'a contact' }
  const message = `${owners[entity]} has no field "${name}"${didYouMean(name, [...known, ...more])}`
  findings.errors.push({ path: at, message })
}

type Test = { name: string; operator: string; field: FieldMetadata; kind: FieldKind; at: string }

function checkTest(findings: Findings, metadata: PortalMetadata, at: string, node: Record<string, unknown>): void {
  const { decorators, operator } = operatorParts(String(node.operator))
  if (node.fact === 'changed') {
    checkChanged(findings, metadata, at, node.value)
    return
  }
  const entity = entityOfFact[String(node.fact)]
  const name = typeof node.path === 'string' ? /^\$\.(\w+)$/.exec(dotted(node.path))?.[1] : undefined
  if (entity === undefined || name === undefined || decorators.includes('swap')) return
  const field = metadata.fields[entity]?.[name]
  if (field === undefined) return
  const isOfEach = decorators.some((decorator) => decorator.endsWith('Fact'))
  const test: Test = { name, operator, field, kind: kindOf(name, field), at }
  if (!checkOperator(findings, test, isOfEach)) return
  const isOfValues = decorators.some((decorator) => decorator.endsWith('Value'))
  const values = Array.isArray(node.value) && (isOfValues || operator === 'in' || operator === 'notIn')
  const listed = values ? (node.value as unknown[]) : [node.value]
  for (const [index, value] of listed.entries()) {
    const place = values ? `${at}/value/${index}` : `${at}/value`
    if (checkValue(findings, test, value, place)) checkLists(findings, metadata, test, entity, value, place)
  }
}

/** Whether a look at the value is worth while. */
function checkOperator({ errors, warnings }: Findings, test: Test, isOfEach: boolean): boolean {
  const { name, operator, field, kind, at } = test
  if (kind === 'other' || operator === 'isEmpty' || operator === 'isNotEmpty') return false
  const path = `${at}/operator`
  const what = kindInWords[kind]
  const looksIntoList = operator === 'contains' || operator === 'doesNotContain'
  if (!field.isMultiple && (looksIntoList || isOfEach)) {
    const instead = kind === 'text' ? ' For a part of a text there is startsWith and endsWith.' : ''
    errors.push({ path, message: `"${name}" is ${what}, not a list: this test never holds.${instead}` })
    return false
  }
  if (field.isMultiple && !looksIntoList && !isOfEach) {
    const message = `"${name}" is a list: ask with contains, or of each entry with "someFact:${operator}"`
    warnings.push({ path, message })
    return false
  }
  const isNumeric = kind === 'number' || kind === 'id' || kind === 'flag'
  if (isNumeric && /^(before|after|withinLast)$/.test(operator)) {
    errors.push({ path, message: `"${name}" is ${what}, no date: "${operator}" never holds` })
    return false
  }
  if (isNumeric && /^(startsWith|endsWith)$/.test(operator)) {
    errors.push({ path, message: `"${name}" is ${what}, no text: "${operator}" never holds` })
    return false
  }
  if (/^(less|greater)Than/.test(operator) && !isNumeric && kind !== 'choice') {
    const instead = kind === 'date' ? 'ask with before and after' : 'texts are compared letter by letter'
    warnings.push({ path, message: `"${name}" is ${what}: "${operator}" is for numbers; ${instead}` })
    return false
  }
  if (/^(before|after|withinLast)$/.test(operator) && kind !== 'date') {
    warnings.push({ path, message: `"${name}" is ${what}; "${operator}" holds only where it happens to be a date` })
    return false
  }
  return /^(equal|notEqual|in|notIn|contains|doesNotContain|startsWith)$/.test(operator) || /Than/.test(operator)
}

/** Whether the value is of the field's kind. */
function checkValue({ errors, warnings }: Findings, test: Test, value: unknown, path: string): boolean {
  const { name, kind, operator } = test
  const isRange = /Than/.test(operator)
  if (typeof value === 'object' && value !== null) return false
  if (kind === 'other' || canBe(kind, value)) return true
  // Comparisons read numbers out of texts.
  if (isRange && (typeof value === 'number' || typeof value === 'string')) return true
  const shown = JSON.stringify(value) ?? 'nothing'
  const message = `"${name}" is ${kindInWords[kind]}, never ${shown}${remedyOf(kind, value)}`
  // A text field of another program may hold bare numbers.
  if (kind === 'text' && typeof value === 'number') warnings.push({ path, message })
  else errors.push({ path, message })
  return false
}

/** Values that must be in one of the portal's lists. A list may be longer for others than for the webhook's owner: warnings. */
function checkLists(
  { warnings }: Findings,
  { categories, statuses }: PortalMetadata,
  { name, field, operator }: Test,
  entity: EntityName,
  value: unknown,
  path: string,
): void {
  const isPrefix = operator === 'startsWith'
  const isExact = /^(equal|notEqual|in|notIn|contains|doesNotContain)$/.test(operator)
  if (!(isExact || isPrefix) || value === null || value === '') return
  if (entity === 'deal' && name === 'categoryId' && categories !== null && isExact) {
    if (categories.some((category) => category.id === value)) return
    const known = categories.map(({ id, name: called }) => `${id} (${called})`).join(', ')
    warnings.push({
      path,
      message: `there is no funnel ${String(value)}, or the webhook may not read it; known are ${known}`,
    })
  } else if (field.type === 'crm_status' && statuses !== null && typeof value === 'string') {
    const isStage = entity === 'deal' && name === 'stageId'
    const { statusType } = field
    const inList = statuses.filter(({ entityId }) => (isStage ? isStageDirectory(entityId) : entityId === statusType))
    if (inList.length === 0) return
    const ids = inList.map(({ statusId }) => statusId)
    if (ids.some((id) => (isPrefix ? id.startsWith(value) : id === value))) return
    const byName = inList.find((status) => status.name.toLowerCase() === value.toLowerCase())?.statusId
    const meant = byName === undefined ? didYouMean(value, ids) : `; did you mean "${byName}"?`
    const what = isStage ? 'stage' : `entry of the list "${field.title}"`
    const message = `there is no ${what}${isPrefix ? ' that starts with' : ''} "${value}"${meant}`
    warnings.push({ path, message })
  } else if (field.type === 'enumeration' && field.items !== null && isExact) {
    if (field.items.some(({ id }) => id === String(value))) return
    const byName = field.items.find((item) => item.value.toLowerCase() === String(value).toLowerCase())
    const known = field.items.map((item) => `${item.id} (${item.value})`).join(', ')
    const meant = byName === undefined ? `; known are ${known}` : `; did you mean ${byName.id}, "${byName.value}"?`
    warnings.push({ path, message: `"${field.title}" has no choice ${JSON.stringify(value)}${meant}` })
  }
}

/** A name in `changed` may be one that the portal had when the last run saw the deal: a warning. */
function checkChanged({ warnings }: Findings, { fields }: PortalMetadata, at: string, value: unknown): void {
  if (fields.deal === null) return
  const known = [...Object.keys(fields.deal), ...alwaysThere('deal'), ...undescribed.deal]
  for (const name of Array.isArray(value) ? value : [value]) {
    if (typeof name !== 'string' || known.includes(name)) continue
    warnings.push({ path: `${at}/value`, message: `a deal has no field "${name}"${didYouMean(name, known)}` })
  }
}
