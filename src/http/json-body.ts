import { type BodyFormat, utf8 } from './body.ts'
import { pointer } from './faults.ts'
import { Refusal } from './refusal.ts'

/** Far more than a rule needs; schemas recurse, so unbounded nesting would exhaust the stack. */
const deepest = 64

export const jsonBody: BodyFormat = {
  contentType: 'application/json',
  limitBytes: 256 * 1024,
  decode(bytes) {
    const text = utf8(bytes)
    if (text === null) throw badJson('The body is not UTF-8.')
    const document = parse(text)
    refuseUnstorable(document)
    return document
  },
}

/** The same for routes that can do without. */
export const optionalJsonBody: BodyFormat = { ...jsonBody, isOptional: true }

const badJson = (message: string) => new Refusal(400, 'bad_json', message)

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // The parser's words quote the body, which may hold anything; only the place is passed on.
    const place = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    throw badJson(`The body is not JSON${place === undefined ? '' : `: see character ${place}`}.`)
  }
}

/**
 * Refuses what is JSON by the letter and yet cannot be kept: nesting without end, a `__proto__` key, and text that
 * PostgreSQL does not store in jsonb (NUL, half a surrogate pair). Walks with its own stack, so that no body overflows ours.
 */
function refuseUnstorable(document: unknown): void {
  const waiting: { value: unknown; path: string[] }[] = [{ value: document, path: [] }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path } = next
    if (typeof value === 'string') refuseText(value, path)
    if (typeof value !== 'object' || value === null) continue
    if (path.length >= deepest) throw badJson(`The body is nested more than ${deepest} levels deep.`)
    for (const [key, child] of Object.entries(value)) {
      if (key === '__proto__') throw badJson(`${pointer(path)}: a key may not be "__proto__".`)
      refuseText(key, path)
      waiting.push({ value: child, path: [...path, key] })
    }
  }
}

function refuseText(text: string, path: string[]): void {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw badJson(`${pointer(path)}: the text holds a character that cannot be stored (NUL or half a surrogate pair).`)
  }
}
