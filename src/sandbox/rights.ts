import type { EntityName } from './entities.ts'

/**
 * Two checks stand before every call: the webhook's scopes say which methods, its owner's rights say which records.
 * Source: Bitrix24 REST docs, `scopes/permissions`, `first-steps/access-to-rest-api`.
 */
export class Rights {
  scopes: readonly string[]
  /** A webhook that was deleted, re-keyed, blocked or has expired answers 401. */
  isWebhookAlive = true
  isOwnerIntranetUser = true
  readonly #unreadable = new Set<string>()
  readonly #unmodifiable = new Set<string>()
  readonly #closed = new Set<EntityName>()
  readonly #unreadableCategories = new Set<number>()

  constructor(scopes: readonly string[]) {
    this.scopes = scopes
  }

  /** Whether the owner may see anything of this type at all. */
  setTypeAllowed(entity: EntityName, isAllowed: boolean): void {
    if (isAllowed) this.#closed.delete(entity)
    else this.#closed.add(entity)
  }

  setReadable(entity: EntityName, id: number, isReadable: boolean): void {
    if (isReadable) this.#unreadable.delete(`${entity} ${id}`)
    else this.#unreadable.add(`${entity} ${id}`)
  }

  setModifiable(entity: EntityName, id: number, isModifiable: boolean): void {
    if (isModifiable) this.#unmodifiable.delete(`${entity} ${id}`)
    else this.#unmodifiable.add(`${entity} ${id}`)
  }

  setCategoryReadable(categoryId: number, isReadable: boolean): void {
    if (isReadable) this.#unreadableCategories.delete(categoryId)
    else this.#unreadableCategories.add(categoryId)
  }

  canReadCategory(categoryId: number): boolean {
    return !this.#unreadableCategories.has(categoryId)
  }

  allows(entity: EntityName): boolean {
    return !this.#closed.has(entity)
  }

  canRead(entity: EntityName, id: number): boolean {
    return this.allows(entity) && !this.#unreadable.has(`${entity} ${id}`)
  }

  canModify(entity: EntityName, id: number): boolean {
    return this.canRead(entity, id) && !this.#unmodifiable.has(`${entity} ${id}`)
  }
}
