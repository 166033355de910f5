import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isSameRule, normalised } from '../core/rules/rule-changes.ts'
import { CommandError } from './answer.ts'
import type { Service } from './deps.ts'
import { type StoredRule, storedVersions } from './rules-api.ts'

/** What a rule was when files and service last agreed on it. */
export type Base = { version: number; hash: string }

const fileName = '.bindery.json'

const BaseFile = z.object({
  format: z.literal(1),
  /** By the portal's name, as one directory may be pushed to several services; then by key. */
  portals: z.record(z.string(), z.record(z.string(), z.object({ version: z.int(), hash: z.string() }))),
})
type BaseFile = z.infer<typeof BaseFile>

/** What the last pull or push of this directory left, for one portal. */
export class RulesBase {
  readonly #file: string
  readonly #portal: string
  readonly #content: BaseFile

  private constructor(file: string, portal: string, content: BaseFile) {
    this.#file = file
    this.#portal = portal
    this.#content = content
  }

  /** Throws `CommandError` when the file is there and cannot be read; none counts as empty. */
  static async read(directory: string, portal: string): Promise<RulesBase> {
    const file = join(directory, fileName)
    const remedy = 'Remove it: the next push then takes what differs for a conflict, and shows it.'
    try {
      const content = BaseFile.parse(JSON.parse(await readFile(file, 'utf8')))
      return new RulesBase(file, portal, content)
    } catch (cause) {
      if (isMissing(cause)) return new RulesBase(file, portal, { format: 1, portals: {} })
      throw new CommandError('unreadable', `${file} cannot be read as what a pull or push left. ${remedy}`, { cause })
    }
  }

  of(key: string): Base | undefined {
    const bases = this.#content.portals[this.#portal]
    return bases !== undefined && Object.hasOwn(bases, key) ? bases[key] : undefined
  }

  agree(key: string, version: number, document: unknown): void {
    this.#content.portals[this.#portal] = { ...this.#bases(), [key]: { version, hash: hashOf(document) } }
  }

  forget(key: string): void {
    const { [key]: _gone, ...rest } = this.#bases()
    this.#content.portals[this.#portal] = rest
  }

  /** Whether it is kept: a directory that cannot be written to has no memory of its own, which harms nothing. */
  async write(): Promise<boolean> {
    const sorted = Object.fromEntries(Object.entries(this.#bases()).sort(([a], [b]) => (a < b ? -1 : 1)))
    this.#content.portals[this.#portal] = sorted
    return writeFile(this.#file, `${JSON.stringify(this.#content, null, 2)}\n`).then(
      () => true,
      () => false,
    )
  }

  #bases(): Record<string, Base> {
    return this.#content.portals[this.#portal] ?? {}
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** The same for the same rule, whatever the order of its members. */
export function hashOf(document: unknown): string {
  const text = JSON.stringify(normalised(document), (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return createHash('sha256').update(text).digest('hex')
}

/** How the notes of pushed versions begin, so that they can be told from what people edited in the service. */
export const pushNote = 'rules push'

/**
 * Where a rule was changed since files and service agreed: `here` in the file, `there` in the service, or in `both`,
 * which is a conflict. Where nothing is known of an agreement, the service's version counts as changed there unless it
 * came out of files, by the import at the first start or by a push.
 */
export async function changedWhere(
  service: Service,
  local: Record<string, unknown>,
  stored: StoredRule,
  base: Base | undefined,
): Promise<'same' | 'here' | 'there' | 'both'> {
  if (isSameRule(local, stored.document)) return 'same'
  const here = hashOf(local)
  if (base !== undefined) {
    if (hashOf(stored.document) === base.hash) return 'here'
    return here === base.hash ? 'there' : 'both'
  }
  const versions = await storedVersions(service, stored.key)
  const newest = versions.find(({ version }) => version === stored.version)
  const cameFromFiles = newest?.savedBy === 'import' || newest?.note?.startsWith(pushNote) === true
  if (cameFromFiles) return 'here'
  return versions.some(({ rule }) => hashOf(rule) === here) ? 'there' : 'both'
}
