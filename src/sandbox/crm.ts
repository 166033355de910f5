import type { SandboxBehaviour } from './behaviour.ts'
import { ClientLinks } from './client-links.ts'
import type { Directories, Status } from './directories.ts'
import type { EntityName, Item } from './entities.ts'
import { PortalError } from './errors.ts'
import { multiFieldsAfter, storedValue } from './field-values.ts'
import type { Fields } from './fields.ts'
import { integerOf } from './params.ts'
import { type ClientOwner, eventCodeOf, multiFieldsOf, type Records } from './records.ts'
import { serverTime } from './server-time.ts'

/** Tells the event queue of a change. */
export type Raise = (event: string, id: number) => void

export type CrmParts = {
  records: Records
  fields: Fields
  directories: Directories
  behaviour: SandboxBehaviour
  clock: () => number
  raise: Raise
}

/** Written fields by record key (`stageId`, `UF_CRM_…`). */
export type Values = Readonly<Record<string, unknown>>

const hasStages = (entity: EntityName): entity is ClientOwner => entity === 'deal' || entity === 'lead'

/** Full saves of CRM items, by a person or through REST: they set service fields, write history and raise events. */
export class Crm {
  readonly #parts: CrmParts
  readonly links: ClientLinks

  constructor(parts: CrmParts) {
    this.#parts = parts
    this.links = new ClientLinks(parts)
  }

  now(): string {
    return serverTime(this.#parts.clock(), this.#parts.behaviour.utcOffsetMinutes)
  }

  add(entity: EntityName, values: Values, authorId: number, wantedId?: number): number {
    const { records, fields } = this.#parts
    const id = wantedId ?? records.nextId(entity)
    const now = this.now()
    const item: Item = { id }
    for (const field of fields.of(entity)) {
      if (!field.isDerived && field.key !== 'id') item[field.key] = field.initial ?? null
    }
    Object.assign(item, { createdTime: now, updatedTime: now, createdBy: authorId, updatedBy: authorId })
    Object.assign(item, { assignedById: authorId, lastActivityBy: authorId, lastActivityTime: now })
    this.#assign(entity, item, values)
    if (entity === 'deal' && !item.title) item.title = `Deal #${id}`
    if (hasStages(entity)) {
      this.#enterStage(entity, item, values)
      Object.assign(item, { movedBy: authorId, movedTime: now })
    }
    records.put(entity, item)
    if (hasStages(entity)) this.#recordStage(entity, item, 1)
    this.links.assignFields(entity, id, values)
    this.#parts.raise(eventCodeOf(entity, 'ADD'), id)
    return id
  }

  /** Saves what differs; equal values are no save and raise nothing. Source: Bitrix24 REST docs, `crm.item.update`. */
  update(entity: EntityName, id: number, values: Values, authorId: number): void {
    const { records } = this.#parts
    const before = records.get(entity, id)
    if (before === undefined) throw new PortalError(400, 'NOT_FOUND', 'Item not found')
    const item = { ...before }
    this.#assign(entity, item, values)
    if (hasStages(entity)) this.#enterStage(entity, item, values)
    const linksChanged = this.links.assignFields(entity, id, values)
    if (!linksChanged && JSON.stringify(item) === JSON.stringify(before)) return
    const hasLeftFunnel = entity === 'deal' && before.categoryId !== item.categoryId
    if (!hasLeftFunnel || this.#parts.behaviour.movesTouchUpdatedTime) this.#touch(item, authorId)
    const isMoved = before.stageId !== item.stageId
    if (isMoved) Object.assign(item, { movedBy: authorId, movedTime: this.now() })
    records.put(entity, item)
    if (hasLeftFunnel) {
      this.#recordStage('deal', item, 5)
      this.#parts.raise('ONCRMDEALMOVETOCATEGORY', id)
      return
    }
    if (isMoved && hasStages(entity)) this.#recordStage(entity, item, item.stageSemanticId === 'P' ? 2 : 3)
    this.#parts.raise(eventCodeOf(entity, 'UPDATE'), id)
  }

  /** Removes a record. Links to it vanish with it and raise no event of the other side. */
  remove(entity: EntityName, id: number): void {
    const { records } = this.#parts
    records.remove(entity, id)
    this.links.forget(entity, id)
    if (entity === 'company') {
      for (const owner of ['deal', 'lead'] as const) {
        for (const item of records.all(owner)) if (item.companyId === id) item.companyId = 0
      }
    }
    this.#parts.raise(eventCodeOf(entity, 'DELETE'), id)
  }

  /** What a change of links leaves on its owner: a new `updatedTime`, an update event, both or neither. */
  linksWritten(owner: EntityName, id: number, authorId: number, effect: { raises: boolean; touches: boolean }): void {
    const item = this.#parts.records.get(owner, id)
    if (item !== undefined && effect.touches) this.#touch(item, authorId)
    if (effect.raises) this.#parts.raise(eventCodeOf(owner, 'UPDATE'), id)
  }

  #touch(item: Item, authorId: number): void {
    Object.assign(item, { updatedTime: this.now(), updatedBy: authorId })
  }

  #assign(entity: EntityName, item: Item, values: Values): void {
    const { fields, behaviour, records } = this.#parts
    for (const [key, value] of Object.entries(values)) {
      const field = fields.byKey(entity, key)
      if (field === undefined || field.isReadOnly || field.isDerived) continue
      if (field.type === 'crm_multifield') {
        item[key] = multiFieldsAfter(multiFieldsOf(item), value, () => records.nextId('fm'))
      } else item[key] = storedValue(field, value, behaviour.utcOffsetMinutes)
    }
  }

  /** Puts the item on a stage of its funnel; without a stage of that funnel, on the first. */
  #enterStage(entity: ClientOwner, item: Item, values: Values): void {
    const { directories } = this.#parts
    const categoryId = entity === 'deal' ? (integerOf(item.categoryId) ?? 0) : 0
    if (entity === 'deal' && directories.category(categoryId) === undefined) throw stageNotValid('CATEGORY_ID')
    const stages = directories.stagesOf(entity, categoryId)
    const wanted = stages.find((stage) => stage.statusId === item.stageId)
    if (wanted === undefined && values.stageId !== undefined) throw stageNotValid('STAGE_ID')
    const stage: Status | undefined = wanted ?? stages[0]
    item.stageId = stage?.statusId ?? ''
    item.stageSemanticId = stage?.semantics ?? 'P'
    if (entity === 'deal') item.closed = item.stageSemanticId === 'P' ? 'N' : 'Y'
  }

  #recordStage(entity: ClientOwner, item: Item, typeId: 1 | 2 | 3 | 5): void {
    const { directories, clock } = this.#parts
    const semantics = item.stageSemanticId
    directories.recordStage({
      typeId,
      entity,
      ownerId: item.id,
      createdAt: clock(),
      categoryId: integerOf(item.categoryId) ?? 0,
      stageId: String(item.stageId),
      semantics: semantics === 'S' || semantics === 'F' ? semantics : 'P',
    })
  }
}

const stageNotValid = (upperName: string): PortalError =>
  new PortalError(400, 'CRM_FIELD_ERROR_VALUE_NOT_VALID', `Invalid value for field "${upperName}"`)
