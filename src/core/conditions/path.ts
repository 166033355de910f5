import { JSONPath } from 'jsonpath-plus'
import type { Fields } from '../deal/snapshot.ts'

/** A path with its quoted names spelled plainly: `$['title']` is `$.title`. */
export function dotted(path: string): string {
  return path.replaceAll(/\[(['"])([A-Za-z_]\w*)\1\]/g, '.$2')
}

/** The field that a path starts from; undefined when it may look at any of them. */
export function firstName(path: string | undefined): string | undefined {
  return path === undefined ? undefined : /^\$\.([A-Za-z_]\w*)/.exec(dotted(path))?.[1]
}

/** Names and places alone, as `$.companyId` or `$.items[0].contactId`: most paths are, and need no JSONPath engine. */
const plainPath = /^\$(?:\.[A-Za-z_]\w*|\[\d+\])+$/

/** Reads one path of any object; one that leads nowhere, or makes no sense there, is `undefined` and never throws. */
export function pathReader(path: string): (value: object) => unknown {
  if (!plainPath.test(path)) return (value) => read(value, path)
  const steps = path.match(/\w+/g) ?? []
  const [only, ...more] = steps
  if (only !== undefined && more.length === 0) return (value) => stepInto(value, only)
  return (value) => steps.reduce<unknown>(stepInto, value)
}

function stepInto(value: unknown, name: string): unknown {
  return value && Object.hasOwn(value, name) ? (value as Fields)[name] : undefined
}

function read(json: object, path: string): unknown {
  try {
    return JSONPath({ path, json, wrap: false })
  } catch {
    return undefined
  }
}
