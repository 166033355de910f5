/** What a request carries: strings from forms and queries, anything that JSON knows from JSON bodies. */
export type Params = { readonly [name: string]: unknown }

type Branch = { [key: string]: string | Branch }

// PHP's own bounds (`max_input_nesting_level`); deeper names are dropped as PHP drops them.
const deepest = 64

const newBranch = (): Branch => Object.create(null) as Branch

/**
 * Decodes `a[b][]=1` as PHP does: brackets make nested arrays, `[]` appends, the last of two equal names wins. Arrays
 * with the keys 0..n-1 come back as JavaScript arrays. Branches have no prototype, so `__proto__` is a key like any other.
 */
export function decodeBrackets(pairs: Iterable<readonly [string, string]>): Params {
  const root = newBranch()
  for (const [name, value] of pairs) {
    const path = pathOf(name)
    if (path !== null) place(root, path, value)
  }
  const params = newBranch() as { [name: string]: unknown }
  for (const [name, value] of Object.entries(root)) params[name] = asPhpArray(value)
  return params
}

export const decodeQuery = (query: string): Params => decodeBrackets(new URLSearchParams(query))

function pathOf(name: string): string[] | null {
  const bracket = name.indexOf('[')
  const open = bracket !== -1 && name.includes(']', bracket) ? bracket : -1
  const head = (open === -1 ? name : name.slice(0, open)).replace(/[ .[]/g, '_')
  if (head === '') return null
  const path = [head]
  for (let at = open; at !== -1 && name[at] === '['; ) {
    const close = name.indexOf(']', at)
    if (close === -1) break
    path.push(name.slice(at + 1, close))
    if (path.length > deepest) return null
    at = close + 1
  }
  return path
}

function place(root: Branch, path: readonly string[], value: string): void {
  let branch = root
  for (const [depth, segment] of path.entries()) {
    const key = segment === '' ? nextIndex(branch) : segment
    if (depth === path.length - 1) {
      branch[key] = value
      return
    }
    const below = branch[key]
    if (typeof below === 'object') branch = below
    else {
      const created = newBranch()
      branch[key] = created
      branch = created
    }
  }
}

function nextIndex(branch: Branch): string {
  const indexes = Object.keys(branch).filter((key) => /^\d+$/.test(key))
  return String(indexes.reduce((highest, key) => Math.max(highest, Number(key) + 1), 0))
}

function asPhpArray(value: string | Branch): unknown {
  if (typeof value === 'string') return value
  const keys = Object.keys(value)
  if (keys.every((key, index) => key === String(index))) return Object.values(value).map(asPhpArray)
  const plain = newBranch() as { [key: string]: unknown }
  for (const [key, below] of Object.entries(value)) plain[key] = asPhpArray(below)
  return plain
}
