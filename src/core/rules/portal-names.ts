import { operatorParts, referencedFact } from '../conditions/condition.ts'
import { dotted, firstName } from '../conditions/path.ts'
import type { EntityName } from '../deal/fields.ts'
import { isStageDirectory, type PortalMetadata } from '../deal/portal-metadata.ts'
import { legibleLeaves } from './leaf-faults.ts'
import { type RuleDocument, selectorsWithPaths } from './rule.ts'

/**
 * What the portal calls the fields, stages, funnels and values that a rule names, by what they are: `stage "C2:NEW"`. Null:
 * there is no such thing. What the portal did not tell is left out, and so are names that follow its language.
 */
export type PortalNames = Record<string, string | null>

export type NameChange = { what: string; before: string; now: string | null }

const entityOfFact: Record<string, EntityName> = {
  deal: 'deal',
  previous: 'deal',
  company: 'company',
  contact: 'contact',
}

/** Looks up everything that the rule names. */
export function portalNamesOf(rule: RuleDocument, metadata: PortalMetadata): PortalNames {
  const names: PortalNames = {}
  for (const { node } of legibleLeaves(rule)) {
    addField(names, metadata, String(node.fact), node.path)
    const other = referencedFact(node.value)
    if (other !== undefined) addField(names, metadata, other, (node.value as { path?: unknown }).path)
    else addValues(names, metadata, node)
  }
  for (const { selector } of selectorsWithPaths(rule)) {
    if (selector.from === 'field' || selector.from === 'match') addNamed(names, metadata, 'deal', selector.field)
  }
  return names
}

/** What was there and is gone, or is called otherwise. Of what either side does not tell nothing is said. */
export function nameChanges(before: PortalNames, now: PortalNames): NameChange[] {
  return Object.entries(before).flatMap(([what, name]) => {
    const present = now[what]
    if (name === null || present === undefined || present === name) return []
    return [{ what, before: name, now: present }]
  })
}

/** As `stage "C2:NEW" is called "Fresh" now; it was "New"`. */
export function changeInWords({ what, before, now }: NameChange): string {
  if (now !== null) return `${what} is called "${now}" now; it was "${before}"`
  return before === '' ? `${what} is gone` : `${what}, "${before}", is gone`
}

function addField(names: PortalNames, metadata: PortalMetadata, fact: string, path: unknown): void {
  const entity = entityOfFact[fact]
  const name = typeof path === 'string' ? firstName(path) : undefined
  if (entity !== undefined && name !== undefined) addNamed(names, metadata, entity, name)
}

function addNamed(names: PortalNames, { fields }: PortalMetadata, entity: EntityName, name: string): void {
  const described = fields[entity]
  if (described === null) return
  // The titles of the portal's own fields follow its language; only that they are there counts.
  const title = name.startsWith('UF_') ? (described[name]?.title ?? '') : ''
  names[`field ${name} of a ${entity}`] = Object.hasOwn(described, name) ? title : null
}

const isByValue = /^(equal|notEqual|in|notIn|contains|doesNotContain)$/

function addValues(names: PortalNames, metadata: PortalMetadata, node: Record<string, unknown>): void {
  const { decorators, operator } = operatorParts(String(node.operator))
  const entity = entityOfFact[String(node.fact)]
  const name = typeof node.path === 'string' ? /^\$\.(\w+)$/.exec(dotted(node.path))?.[1] : undefined
  if (entity === undefined || name === undefined || decorators.includes('swap') || !isByValue.test(operator)) return
  for (const value of Array.isArray(node.value) ? node.value : [node.value]) {
    if (typeof value === 'string' || typeof value === 'number') addValue(names, metadata, entity, name, String(value))
  }
}

function addValue(
  names: PortalNames,
  { fields, categories, statuses }: PortalMetadata,
  entity: EntityName,
  name: string,
  value: string,
): void {
  const field = fields[entity]?.[name]
  if (entity === 'deal' && name === 'categoryId') {
    if (categories === null) return
    names[`funnel ${value}`] = categories.find(({ id }) => String(id) === value)?.name ?? null
  } else if (field?.type === 'crm_status' && statuses !== null) {
    const isStage = entity === 'deal' && name === 'stageId'
    const entry = statuses.find(
      ({ entityId, statusId }) =>
        statusId === value && (isStage ? isStageDirectory(entityId) : entityId === field.statusType),
    )
    names[`${isStage ? 'stage' : `entry of ${name}`} "${value}"`] = entry?.name ?? null
  } else if (field?.type === 'enumeration' && field.items !== null) {
    names[`choice ${value} of ${name}`] = field.items.find(({ id }) => id === value)?.value ?? null
  }
}
