import type { Category, Directories, SandboxUser } from './directories.ts'
import type { EntityName } from './entities.ts'
import type { CustomField, Fields } from './fields.ts'
import type { Rights } from './rights.ts'

export type AdministrationParts = { fields: Fields; directories: Directories; rights: Rights }

/** What an administrator of the portal sets: rights of the webhook's owner, users, funnels, fields. Raises no events. */
export class Administration {
  readonly #parts: AdministrationParts

  constructor(parts: AdministrationParts) {
    this.#parts = parts
  }

  /** Whether the webhook's owner sees this record. */
  setReadable(entity: EntityName, id: number, isReadable: boolean): void {
    this.#parts.rights.setReadable(entity, id, isReadable)
  }

  setModifiable(entity: EntityName, id: number, isModifiable: boolean): void {
    this.#parts.rights.setModifiable(entity, id, isModifiable)
  }

  /** Whether the webhook's owner sees anything of this type. */
  setTypeAllowed(entity: EntityName, isAllowed: boolean): void {
    this.#parts.rights.setTypeAllowed(entity, isAllowed)
  }

  setCategoryReadable(categoryId: number, isReadable: boolean): void {
    this.#parts.rights.setCategoryReadable(categoryId, isReadable)
  }

  setScopes(scopes: readonly string[]): void {
    this.#parts.rights.scopes = [...scopes]
  }

  /** A webhook deleted, re-keyed, blocked or expired answers 401 from now on. */
  setWebhookAlive(isAlive: boolean): void {
    this.#parts.rights.isWebhookAlive = isAlive
  }

  setIntranetUser(isIntranetUser: boolean): void {
    this.#parts.rights.isOwnerIntranetUser = isIntranetUser
  }

  addUser(user: SandboxUser): void {
    this.#parts.directories.users.set(user.id, user)
  }

  addCategory(category: Category): void {
    this.#parts.directories.addCategory(category)
  }

  /** One of the same name is defined anew, as when it gets another title. */
  addCustomField(field: CustomField): void {
    this.#parts.fields.define(field)
  }

  deleteCustomField(entity: EntityName, name: string): void {
    this.#parts.fields.forget(entity, name)
  }

  /** Another name for a stage or another entry of a directory, whose id stays. */
  renameStatus(statusId: string, name: string): void {
    for (const status of this.#parts.directories.statuses) if (status.statusId === statusId) status.name = name
  }
}
