import { isStageDirectory, type PortalMetadata } from '../deal/portal-metadata.ts'
import { dotted } from './path.ts'

/** What a portal calls its fields and the values of its lists; null where it has no name for one. */
export type Names = {
  field(fact: string, path: string | undefined): string | null
  value(fact: string, path: string | undefined, value: unknown): string | null
}

export const noNames: Names = { field: () => null, value: () => null }

const entityOfFact = { deal: 'deal', previous: 'deal', company: 'company', contact: 'contact' } as const
const isFact = (fact: string): fact is keyof typeof entityOfFact => Object.hasOwn(entityOfFact, fact)

/** The names that a portal has told. */
export function namesIn({ fields, categories, statuses }: PortalMetadata): Names {
  function described(fact: string, path: string | undefined) {
    const name = path === undefined ? undefined : /^\$\.(\w+)$/.exec(dotted(path))?.[1]
    if (name === undefined || !isFact(fact)) return null
    const entity = entityOfFact[fact]
    const known = fields[entity]
    return known !== null && Object.hasOwn(known, name) && known[name] ? { entity, name, field: known[name] } : null
  }

  const funnelOf = (entityId: string) => {
    const id = Number(/\d+$/.exec(entityId)?.[0] ?? 0)
    return (categories?.length ?? 0) > 1 ? categories?.find((category) => category.id === id)?.name : undefined
  }

  function stageName(stage: string): string | null {
    const found = statuses?.find(({ entityId, statusId }) => isStageDirectory(entityId) && statusId === stage)
    const funnel = found && funnelOf(found.entityId)
    return found === undefined ? null : funnel === undefined ? found.name : `${funnel}: ${found.name}`
  }

  return {
    field(fact, path) {
      const found = described(fact, path)
      return found === null || found.field.title === found.name ? null : found.field.title || null
    },
    value(fact, path, value) {
      const found = described(fact, path)
      if (found === null || (typeof value !== 'string' && typeof value !== 'number')) return null
      const { entity, name, field } = found
      const text = String(value)
      if (entity === 'deal' && name === 'stageId') return stageName(text)
      if (field.type === 'crm_category') return categories?.find(({ id }) => String(id) === text)?.name ?? null
      if (field.items !== null) return field.items.find(({ id }) => id === text)?.value ?? null
      const isListed = field.type === 'crm_status' && field.statusType !== null
      const entry = isListed
        ? statuses?.find(({ entityId, statusId }) => entityId === field.statusType && statusId === text)
        : undefined
      return entry?.name ?? null
    },
  }
}
