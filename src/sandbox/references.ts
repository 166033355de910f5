import type { Params } from './decode.ts'
import { entriesOf, isPhpArray, textOf } from './params.ts'

const reference = /\$result((?:\[[^[\]]*\])+)/g
const wholeReference = /^\$result((?:\[[^[\]]*\])+)$/

/**
 * Puts results of earlier commands in the place of `$result[key][path]`. A reference that is the whole value may stand
 * for an array; a missing path is the empty string. Source: Bitrix24 REST docs, `batch` (the missing path is assumed).
 */
export function resolveReferences(params: Params, results: ReadonlyMap<string, unknown>): Params {
  return resolved(params, results) as Params
}

/**
 * The same in a command's text, before it is read: a `+` or `&` of a value is then one of the query's own. Nothing says that
 * this is not done.
 */
export function resolveInText(query: string, results: ReadonlyMap<string, unknown>): string {
  const plain = query.replaceAll(/%24/g, '$').replaceAll(/%5B/gi, '[').replaceAll(/%5D/gi, ']')
  return plain.replace(reference, (_match, path: string) => textOf(valueAt(path, results)))
}

function resolved(value: unknown, results: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') {
    const whole = wholeReference.exec(value)?.[1]
    if (whole !== undefined) return valueAt(whole, results)
    return value.replace(reference, (_match, path: string) => textOf(valueAt(path, results)))
  }
  if (Array.isArray(value)) return value.map((one) => resolved(one, results))
  if (!isPhpArray(value)) return value
  const copy = Object.create(null) as Record<string, unknown>
  for (const [key, below] of entriesOf(value)) copy[key] = resolved(below, results)
  return copy
}

function valueAt(path: string, results: ReadonlyMap<string, unknown>): unknown {
  const [key = '', ...rest] = path.slice(1, -1).split('][')
  let value: unknown = results.get(key)
  for (const segment of rest) {
    value = isPhpArray(value) && Object.hasOwn(value, segment) ? value[segment] : undefined
  }
  return value ?? ''
}
