import { type EntityName, entityNames } from './entities.ts'
import { type FieldType, type SystemField, systemFields } from './field-catalogue.ts'

/** A custom field as a person defines it. `name` begins with `UF_CRM_`. */
export type CustomField = {
  entity: EntityName
  name: string
  type: 'string' | 'integer' | 'double' | 'boolean' | 'date' | 'datetime' | 'enumeration' | 'crm'
  title: string
  isMultiple?: boolean
  /** Choices of an `enumeration`. */
  items?: readonly { id: number; value: string }[]
  settings?: Readonly<Record<string, unknown>>
}

/** A field of either kind under all of its names. */
export type Field = Omit<SystemField, 'classicName'> & {
  /** Key under which records keep it, and its name with `useOriginalUfNames: "Y"`. */
  key: string
  upperName: string
  classicName: string
  isDynamic: boolean
  items?: readonly { id: number; value: string }[]
  settings?: Readonly<Record<string, unknown>>
}

const upperCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

/**
 * `UF_CRM_10_DIGIT` is `ufCrm10Digit`, `UF_CRM_10_51867` is `ufCrm10_51867`; a name that mixes letters and digits, or
 * has digits only, keeps its tail: `UF_CRM_DIGIT10` is `ufCrm_DIGIT10`, `UF_CRM_1747309879` is `ufCrm_1747309879`.
 * Source: Bitrix24 REST docs, `crm/universal/index`, "Field Naming Conventions".
 */
export function camelCaseOfCustomField(name: string): string {
  const tail = name.slice('UF_CRM_'.length)
  const [, number = '', rest = tail] = /^(?:(\d+)_)?(.*)$/.exec(tail) ?? []
  if (/^\d+$/.test(rest) && number !== '') return `ufCrm${number}_${rest}`
  if (/^[A-Z_]+$/.test(rest)) {
    const words = rest.split('_').filter((word) => word !== '')
    return `ufCrm${number}${words.map((word) => word.slice(0, 1) + word.slice(1).toLowerCase()).join('')}`
  }
  return `ufCrm_${tail}`
}

const systemField = (field: SystemField): Field => {
  const upperName = upperCase(field.name)
  return { ...field, key: field.name, upperName, classicName: field.classicName ?? upperName, isDynamic: false }
}

function customField(field: CustomField, taken: ReadonlySet<string>): Field {
  const camel = camelCaseOfCustomField(field.name)
  return {
    key: field.name,
    name: taken.has(camel) ? field.name : camel,
    upperName: field.name,
    classicName: field.name,
    type: field.type,
    title: field.title,
    isDynamic: true,
    initial: field.isMultiple ? [] : null,
    ...(field.isMultiple ? { isMultiple: true as const } : {}),
    ...(field.items === undefined ? {} : { items: field.items }),
    ...(field.settings === undefined ? {} : { settings: field.settings }),
  }
}

/** Fields of every object type; custom ones can be added while the portal runs. */
export class Fields {
  readonly #byEntity = new Map<EntityName, Map<string, Field>>()

  constructor(customFields: readonly CustomField[] = []) {
    for (const entity of entityNames) {
      this.#byEntity.set(entity, new Map(systemFields[entity].map((field) => [field.name, systemField(field)])))
    }
    for (const field of customFields) this.define(field)
  }

  define(field: CustomField): void {
    const fields = this.#fieldsOf(field.entity)
    const taken = new Set([...fields.values()].map(({ name }) => name))
    fields.set(field.name, customField(field, taken))
  }

  forget(entity: EntityName, key: string): void {
    this.#fieldsOf(entity).delete(key)
  }

  of(entity: EntityName): Field[] {
    return [...this.#fieldsOf(entity).values()]
  }

  byKey(entity: EntityName, key: string): Field | undefined {
    return this.#fieldsOf(entity).get(key)
  }

  /** By the name in `crm.item.*`: custom fields in camelCase, or by their original names if the caller says so. */
  byItemName(entity: EntityName, name: string, originalUfNames: boolean): Field | undefined {
    return this.of(entity).find((field) => (originalUfNames ? field.key : field.name) === name)
  }

  byClassicName(entity: EntityName, name: string): Field | undefined {
    return this.of(entity).find((field) => field.classicName === name)
  }

  #fieldsOf(entity: EntityName): Map<string, Field> {
    const fields = this.#byEntity.get(entity)
    if (fields === undefined) throw new Error(`no fields of ${entity}`)
    return fields
  }
}

export type { FieldType }
