import { Refusal } from './refusal.ts'

export const etagOf = (version: number) => `"${version}"`

type EntityTags = '*' | { tag: string; isWeak: boolean }[]

const entityTag = /\s*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)/y

/** `If-Match` and `If-None-Match` as RFC 9110, 13.1 has them; null when the header is missing. */
export function entityTags(name: string, header: string | undefined): EntityTags | null {
  if (header === undefined) return null
  if (header.trim() === '*') return '*'
  const tags: { tag: string; isWeak: boolean }[] = []
  entityTag.lastIndex = 0
  while (entityTag.lastIndex < header.length) {
    const match = entityTag.exec(header)
    if (match === null) throw malformed(name)
    tags.push({ tag: match[2] ?? '', isWeak: match[1] !== undefined })
  }
  if (tags.length === 0 || header.trimEnd().endsWith(',')) throw malformed(name)
  return tags
}

const malformed = (name: string) =>
  new Refusal(400, 'bad_request', `${name} is malformed: send "*" or quoted versions, such as "3".`, {
    details: [{ path: `/${name}`, message: 'neither "*" nor a list of quoted versions' }],
  })

type Header = (name: string) => string | undefined

/** Whether the caller's `If-Match` and `If-None-Match` let a change of the present version (null: none) go ahead. */
export function mayChange(header: Header, version: number | null): boolean {
  const match = entityTags('If-Match', header('if-match'))
  const noneMatch = entityTags('If-None-Match', header('if-none-match'))
  if (match !== null && !holds(match, version, 'strong')) return false
  return noneMatch === null || !holds(noneMatch, version, 'weak')
}

export const isConditional = (header: Header) =>
  header('if-match') !== undefined || header('if-none-match') !== undefined

/** Whether a reader already has this version. */
export function isKnown(header: Header, version: number): boolean {
  const noneMatch = entityTags('If-None-Match', header('if-none-match'))
  return noneMatch !== null && holds(noneMatch, version, 'weak')
}

/** A weak tag never matches where comparison is strong: it does not promise the same bytes. */
function holds(tags: EntityTags, version: number | null, comparison: 'strong' | 'weak'): boolean {
  if (version === null) return false
  if (tags === '*') return true
  return tags.some(({ tag, isWeak }) => tag === String(version) && (comparison === 'weak' || !isWeak))
}

export const lostEdit = (currentVersion: number | null) =>
  new Refusal(
    412,
    'precondition_failed',
    currentVersion === null
      ? 'The rule does not exist any more, or not yet.'
      : `The rule stands at version ${currentVersion}; read it again, then repeat the change.`,
    { details: { currentVersion } },
  )
