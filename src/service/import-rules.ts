import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigurationError } from '../config-faults.ts'
import { validateRule } from '../core/faults.ts'
import type { RuleDocument } from '../core/rule.ts'
import type { Database } from '../database/open.ts'
import { ruleSetVersion, saveRules } from '../database/rules.ts'

/**
 * Brings the rule files in when a portal has never had a rule; answers how many. All of them or none: a file that is
 * wrong stops the start, throwing `ConfigurationError` with every fault. Later changes go through the API.
 */
export async function importRules(database: Database, portalId: number, directory: string): Promise<number> {
  if ((await ruleSetVersion(database, portalId)) > 0) return 0
  const rules = await readRules(directory)
  const note = 'imported at the first start'
  const saves = rules.map((rule) => ({ rule, savedBy: 'import', note, expectedVersion: null, onlyIfAbsent: true }))
  await saveRules(database, portalId, saves)
  return rules.length
}

/** The rules of every file. Throws `ConfigurationError` with all that is wrong. */
export async function readRules(directory: string): Promise<RuleDocument[]> {
  const names = await ruleFileNames(directory)
  const faults: string[] = []
  const rules: RuleDocument[] = []
  for (const name of names) {
    const document = parsed(await readFile(join(directory, name), 'utf8'))
    const verdict = validateRule(document)
    const key = verdict.rule?.key
    if (rules.some((rule) => rule.key === key))
      faults.push(`${name}/key: "${key}" is the key of another file's rule too`)
    else if (verdict.valid) rules.push(verdict.rule)
    else faults.push(...verdict.errors.map(({ path, message }) => `${name}${path}: ${message}`))
  }
  if (faults.length === 0) return rules
  const message = `Holds rules that cannot be used. Mend or remove them:\n${faults.map((fault) => `  ${fault}`).join('\n')}`
  throw new ConfigurationError([{ variable: 'RULES_DIR', message }])
}

async function ruleFileNames(directory: string): Promise<string[]> {
  try {
    const names = await readdir(directory)
    return names.filter((name) => name.endsWith('.json') && !/\.(schema|test)\.json$/.test(name)).sort()
  } catch {
    const message = `${directory} cannot be read. Make that directory, empty if need be, or set RULES_DIR to the one with your rules.`
    throw new ConfigurationError([{ variable: 'RULES_DIR', message }])
  }
}

/** A file that is no JSON reads as nothing, which no rule is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
