import { CommandError } from '../../cli/answer.ts'
import { judgeRuleFiles, readRuleFiles, verdictsInWords } from '../../cli/rule-files.ts'
import { ConfigurationError } from '../../config/faults.ts'
import { validateRule } from '../../core/rules/faults.ts'
import type { RuleDocument } from '../../core/rules/rule.ts'
import type { Database } from '../../database/connection/open.ts'
import { ruleSetVersion, saveRules } from '../../database/rules/rules.ts'

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

/** The rules of every file. Throws `ConfigurationError` with all that is wrong, and where. */
export async function readRules(directory: string): Promise<RuleDocument[]> {
  const files = await readRuleFiles(directory).catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error
    const remedy = 'Make that directory, empty if need be, or set RULES_DIR to the one with your rules.'
    throw new ConfigurationError([{ variable: 'RULES_DIR', message: `${error.message} ${remedy}` }])
  })
  const verdicts = judgeRuleFiles(files, validateRule)
  if (verdicts.some((verdict) => !verdict.valid)) {
    const message = `Holds rules that cannot be used. Mend or remove them:\n${verdictsInWords(directory, verdicts)}`
    throw new ConfigurationError([{ variable: 'RULES_DIR', message }])
  }
  return files.flatMap(({ json }) => {
    const { rule } = validateRule(json.ok ? json.value : null)
    return rule === null ? [] : [rule]
  })
}
