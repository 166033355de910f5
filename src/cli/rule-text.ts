const width = 120
/** The order in which a rule's members are written: as people read it, whatever order they came in. */
const memberOrder = ['$schema', 'key', 'name', 'description', 'mode', 'priority', 'on', 'conditions', 'actions']

/** A rule document as the text of its file: the same for the same rule, whoever wrote it, and short lines where they fit. */
export function ruleText(document: Record<string, unknown>): string {
  const rank = (name: string) => (memberOrder.includes(name) ? memberOrder.indexOf(name) : memberOrder.length)
  const ordered = Object.entries(document).sort(([a], [b]) => rank(a) - rank(b))
  return `${broken(Object.fromEntries(ordered), '')}\n`
}

/** On one line when it fits into what the line has left, `taken` characters being used already. */
function written(value: unknown, indent: string, taken: number): string {
  const inline = onOneLine(value)
  return taken + inline.length <= width ? inline : broken(value, indent)
}

function broken(value: unknown, indent: string): string {
  const deeper = `${indent}  `
  if (Array.isArray(value) && value.length > 0) {
    const isNumbers = value.every((element) => typeof element === 'number')
    const lines = isNumbers
      ? filledLines(value.map(onOneLine), deeper)
      : value.map((element) => deeper + written(element, deeper, deeper.length + 1))
    return `[\n${lines.join(',\n')}\n${indent}]`
  }
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    const lines = Object.entries(value).map(([name, member]) => {
      const start = `${deeper}${JSON.stringify(name)}: `
      return start + written(member, deeper, start.length + 1)
    })
    return `{\n${lines.join(',\n')}\n${indent}}`
  }
  return JSON.stringify(value)
}

/** As many of them on each line as fit: a long list of ids stays readable. */
function filledLines(elements: readonly string[], indent: string): string[] {
  const lines: string[] = []
  for (const element of elements) {
    const longer = `${lines.at(-1)}, ${element}`
    if (lines.length > 0 && longer.length < width) lines[lines.length - 1] = longer
    else lines.push(indent + element)
  }
  return lines
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${onOneLine(member)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
