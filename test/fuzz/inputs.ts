import fc from 'fast-check'

const trickyName = fc.constantFrom('__proto__', 'constructor', 'toString', 'length', 'id', 'fact', 'key', '$ref', '')
export const trickyText = fc.constantFrom(
  '',
  '0',
  '-1',
  '1e309',
  '9007199254740993',
  'null',
  'true',
  'P30D',
  'P999999999999Y',
  '2026-13-45',
  '2026-08-21T09:30:00Z',
  '275760-09-13T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '\u0000',
  '\ud800',
  '\u202e',
  "'; drop table runs; --",
  '../../etc/passwd',
  '%00',
  '%',
  '$.a[?(@.b)]',
  `$.${'a.'.repeat(500)}a`,
  'a'.repeat(5_000),
  '(a+)+$',
  '<script>alert(1)</script>',
  '*/5 * * * *',
  '0 0 31 2 *',
)
const anyText = fc.oneof(trickyText, fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ maxLength: 20 }))
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -1, 1, 2 ** 31, 2 ** 53, 1e308, 0.1),
)

const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    number,
    anyText,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.oneof(trickyName, anyText), tie('json')), { maxLength: 4 }).map(objectOf),
  ),
})) as { json: fc.Arbitrary<unknown> }

/** Anything that JSON can say. */
export { anyText, json }

/** Own properties, `__proto__` included, as `JSON.parse` makes them. */
function objectOf(entries: [string, unknown][]): unknown {
  return Object.fromEntries(entries)
}

/** A place in a document, and what is done to it there. */
export type Mutation = { place: number; what: 'replace' | 'drop' | 'double' | 'add'; with: unknown; name: string }
export const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(10_000),
  what: fc.constantFrom('replace', 'drop', 'double', 'add'),
  with: json,
  name: fc.oneof(trickyName, anyText),
})

/** The document with one place of it changed; the places are counted over all levels. */
export function mutated(document: unknown, { place, what, with: value, name }: Mutation): unknown {
  const whole = { document: structuredClone(document) }
  const places = placesOf(whole)
  const chosen = places[place % places.length]
  if (chosen === undefined) return document
  const { holder, key } = chosen
  const present = holder[key]
  if (what === 'drop' && holder !== whole) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1)
    else delete holder[key]
  } else if (what === 'double') holder[key] = [present, present]
  else if (what === 'add' && Array.isArray(present)) present.push(value)
  else if (what === 'add' && typeof present === 'object' && present !== null) define(present, name, value)
  else holder[key] = value
  return whole.document
}

/** As `JSON.parse` does: no setter of a prototype is called. */
function define(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
}

function placesOf(holder: object): { holder: Record<string, unknown>; key: string }[] {
  const within = holder as Record<string, unknown>
  return Object.keys(holder).flatMap((key) => {
    const child = within[key]
    return [{ holder: within, key }, ...(typeof child === 'object' && child !== null ? placesOf(child) : [])]
  })
}
