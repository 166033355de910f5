import { z } from 'zod'
import { RuleDocument } from '../src/core/rule.ts'

/** The JSON schema of a rule document as it is written by hand. Draft 7: what editors know best. */
export function ruleSchemaText(): string {
  const schema = z.toJSONSchema(RuleDocument, { io: 'input', target: 'draft-07' })
  return `${JSON.stringify({ ...schema, title: 'Bindery rule' }, null, 2).replaceAll(plainList, onOneLine)}\n`
}

const plainList = /\[\n([^[\]{}]*?)\n\s*\]/g
const lineWidth = 120

/** Short lists stand on one line, as the formatter has it. */
function onOneLine(list: string, entries: string, at: number, text: string): string {
  const line = `[${entries.trim().replaceAll(/\n\s*/g, ' ')}]`
  const indent = at - text.lastIndexOf('\n', at)
  return indent + line.length <= lineWidth ? line : list
}
