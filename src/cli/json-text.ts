/** A place in a text, both from 1, as editors count. */
export type Position = { line: number; column: number }

export type JsonText =
  | { ok: true; value: unknown; positionOf(pointer: string): Position }
  | { ok: false; fault: Position & { message: string } }

/**
 * Parses JSON and remembers where each value stands, by JSON pointer. `JSON.parse` names no place for most faults and
 * silently keeps the last of two values with one name; here both are faults with line and column.
 */
export function parseJsonText(text: string): JsonText {
  const scan = new Scan(text)
  try {
    scan.document()
  } catch (error) {
    if (!(error instanceof ScanFault)) throw error
    return { ok: false, fault: { ...positionAt(text, error.offset), message: error.message } }
  }
  const positionOf = (pointer: string) => positionAt(text, nearestOffset(scan.offsets, pointer))
  return { ok: true, value: JSON.parse(text), positionOf }
}

class ScanFault extends Error {
  readonly offset: number

  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

const space = /[ \t\n\r]*/y
/** Of the control characters only U+0000 to U+001F must be escaped; `\p{Cc}` holds U+007F to U+009F as well. */
const string = /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y

class Scan {
  readonly offsets = new Map<string, number>()
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): void {
    this.#value('')
    if (this.#at < this.#text.length) this.#fail('there is more after the end of the document')
  }

  #value(pointer: string): void {
    this.#match(space)
    this.offsets.set(pointer, this.#at)
    if (this.#take('{')) this.#members(pointer)
    else if (this.#take('[')) this.#elements(pointer)
    else if (this.#match(string) === null && this.#match(scalar) === null) this.#fail('a value is expected here')
    this.#match(space)
  }

  #members(pointer: string): void {
    this.#match(space)
    if (this.#take('}')) return
    do {
      this.#match(space)
      const start = this.#at
      const quoted = this.#match(string)
      if (quoted === null) this.#fail('a name in double quotes is expected here')
      const name = String(JSON.parse(quoted))
      const inner = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      if (this.offsets.has(inner)) this.#fail(`the name ${quoted} is given twice`, start)
      this.#match(space)
      if (!this.#take(':')) this.#fail('a ":" is expected here')
      this.#value(inner)
    } while (this.#take(','))
    if (!this.#take('}')) this.#fail('a "," or "}" is expected here')
  }

  #elements(pointer: string): void {
    this.#match(space)
    if (this.#take(']')) return
    let index = 0
    do this.#value(`${pointer}/${index++}`)
    while (this.#take(','))
    if (!this.#take(']')) this.#fail('a "," or "]" is expected here')
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? null
    this.#at += found?.length ?? 0
    return found
  }

  #fail(message: string, offset = this.#at): never {
    throw new ScanFault(offset, offset < this.#text.length ? message : `${message}, but the text ends`)
  }
}

/** Of the value itself or, when it is missing, of what it is missing in. */
function nearestOffset(offsets: ReadonlyMap<string, number>, pointer: string): number {
  const offset = offsets.get(pointer)
  if (offset !== undefined) return offset
  return pointer === '' ? 0 : nearestOffset(offsets, pointer.slice(0, pointer.lastIndexOf('/')))
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - lineStart + 1 }
}
