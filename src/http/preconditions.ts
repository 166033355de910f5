import { Refusal } from './refusal.ts'

export const etagOf = (version: number) => `"${version}"`

type EntityTags = '*' | string[]

/** Quoted as the standard has it, or a bare version as people type it. */
const entityTag = /\s*(?:W\/)?(?:"([\x21\x23-\x7e\x80-\xff]*)"|(\d+))\s*(?:,|$)/y

/** `If-Match` and `If-None-Match` as RFC 9110, 13.1 has them; null when the header is missing. */
export function entityTags(name: string, header: string | undefined): EntityTags | null {
  if (header === undefined) return null
  if (header.trim() === '*') return '*'
  const tags: string[] = []
  entityTag.lastIndex = 0
  while (entityTag.lastIndex < header.length) {
    const match = entityTag.exec(header)
    if (match === null) throw malformed(name)
    tags.push(match[1] ?? match[2] ?? '')
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
  if (match !== null && !holds(match, version)) return false
  return noneMatch === null || !holds(noneMatch, version)
}

export const isConditional = (header: Header) =>
  header('if-match') !== undefined || header('if-none-match') !== undefined

/** Whether a reader already has this version. */
export function isKnown(header: Header, version: number): boolean {
  const noneMatch = entityTags('If-None-Match', header('if-none-match'))
  return noneMatch !== null && holds(noneMatch, version)
}

/** A version names one document, so a tag that a proxy has made weak on the way says as much as a strong one. */
function holds(tags: EntityTags, version: number | null): boolean {
  if (version === null) return false
  return tags === '*' || tags.includes(String(version))
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
