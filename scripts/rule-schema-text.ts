import { z } from 'zod'
import { RuleDocument } from '../src/core/rules/rule.ts'
import { RuleTest } from '../src/core/trials/rule-test.ts'

/** The JSON schema of a rule document as it is written by hand. Draft 7: what editors know best. */
export function ruleSchemaText(): string {
  return schemaText(RuleDocument, 'Bindery rule')
}

/** The same for the tests of a rule. */
export function ruleTestSchemaText(): string {
  return schemaText(RuleTest, 'Tests of a Bindery rule')
}

function schemaText(document: z.ZodType, title: string): string {
  const schema = z.toJSONSchema(document, { io: 'input', target: 'draft-07' })
  return `${JSON.stringify({ ...schema, title }, null, 2).replaceAll(plainList, onOneLine)}\n`
}

const plainList = /\[\n([^[\]{}]*?)\n\s*\]/g
const lineWidth = 120

/** Short lists stand on one line, as the formatter has it. */
function onOneLine(list: string, entries: string, at: number, text: string): string {
  const line = `[${entries.trim().replaceAll(/\n\s*/g, ' ')}]`
  const indent = at - text.lastIndexOf('\n', at)
  return indent + line.length <= lineWidth ? line : list
}
