export type Harm = { harm: string; statement: string }

const harms: { harm: string; when: RegExp; unless?: RegExp }[] = [
  {
    harm: 'drops',
    when: /\bdrop\s+(table|column|view|materialized\s+view|function|type|schema|sequence|default|trigger)\b/,
  },
  { harm: 'renames', when: /\brename\b/ },
  { harm: 'changes a type', when: /\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b/ },
  { harm: 'demands a value', when: /\bset\s+not\s+null\b/ },
  { harm: 'demands a value', when: /\badd\s+column\b.*\bnot\s+null\b/, unless: /\b(default|generated)\b/ },
  { harm: 'adds a constraint', when: /\badd\s+constraint\b|\bcreate\s+unique\s+index\b/ },
  { harm: 'deletes', when: /^\s*(delete\s+from|truncate)\b/ },
]

/**
 * What in a migration takes something from a program that is older than it, or demands what that does not give. A
 * statement below a comment that begins with `contract:` is known to, and the comment says why no older one is left.
 */
export function harmsOfMigration(sql: string): Harm[] {
  const statements = sql.split(/--> statement-breakpoint/)
  const created = new Set(
    [...sql.matchAll(/create\s+table\s+(?:if\s+not\s+exists\s+)?"?([\w.]+)"?/gi)].map(([, table]) =>
      table?.toLowerCase(),
    ),
  )
  const remade = new Set(
    [...sql.matchAll(/create\s+(?:or\s+replace\s+)?(?:constraint\s+)?(?:trigger|view|function)\s+"?(\w+)"?/gi)].map(
      ([, name]) => name?.toLowerCase(),
    ),
  )
  return statements.flatMap((statement) => {
    if (/^\s*--\s*contract:\s*\S/m.test(statement)) return []
    const text = statement
      .replace(/--.*$/gm, '')
      .replace(/\$\w*\$[\s\S]*?\$\w*\$/g, '')
      .replace(/\s+/g, ' ')
      .toLowerCase()
      .trim()
    const table = /\b(?:alter table|on) (?:only )?"?(?:public"?\."?)?(\w+)"?/.exec(text)?.[1]
    const dropped = /\bdrop (?:trigger|view|function) (?:if exists )?"?(\w+)"?/.exec(text)?.[1]
    if ((table !== undefined && created.has(table)) || (dropped !== undefined && remade.has(dropped))) return []
    return harms
      .filter(({ when, unless }) => when.test(text) && !unless?.test(text))
      .map(({ harm }) => ({ harm, statement: text }))
  })
}
