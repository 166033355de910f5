import type { Command } from 'commander'
import { type Answer, type AnswerOptions, CommandError, tell } from '../answer.ts'
import { backtestLine } from '../backtest-line.ts'
import type { CliDeps, Service } from '../deps.ts'
import {
  type FileVerdict,
  judgeFurther,
  judgeRuleFiles,
  keyOf,
  type RuleFile,
  readRuleFiles,
  verdictsInWords,
} from '../rule-files.ts'
import { checkRule, portalName, storedRules } from '../rules-api.ts'
import { RulesBase } from '../rules-base.ts'
import { type LocalRule, type PushResult, type PushStep, planPush, pushStep, resultOf } from '../rules-push.ts'

type PushOptions = AnswerOptions & {
  dryRun?: boolean
  delete?: boolean
  force?: boolean
  note?: string
  backtest?: boolean
}

const words = {
  new: 'new',
  changed: 'changed',
  unchanged: 'unchanged',
  deleted: 'deleted',
  left: 'only in the service',
  'newer-there': 'changed in the service and not here; pull it',
  'gone-there': 'deleted in the service; remove the file, or push with --force',
  conflict: 'conflict',
}

export function addRulesPush(rules: Command, deps: CliDeps): void {
  rules
    .command('push')
    .description('save the rules of a directory in the service')
    .argument('[dir]', 'directory of the rule files (default: RULES_DIR)')
    .option('--dry-run', 'show what would be saved, and save nothing')
    .option('--delete', 'delete rules in the service that are not in the directory')
    .option('--force', 'overwrite what was changed in the service since the last pull or push')
    .option('--note <text>', 'why; kept with every version that this saves')
    .option('--backtest', 'try live rules on the newest deals on record, and tell what they would change')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
Nothing is saved unless every file is valid, by its form and by the service's portal. A rule that was changed both here and in the service since the last
pull or push is a conflict: it is shown and not overwritten, without --force.

Examples:
  npm run bindery -- rules push --dry-run
  npm run bindery -- rules push ./my-rules --delete`,
    )
    .action(async (dir: string | undefined, options: PushOptions) => {
      const directory = dir ?? deps.rulesDirectory()
      const files = await readRuleFiles(directory)
      if (files.length === 0) {
        throw new CommandError(
          'no_rule_files',
          `There are no rule files in ${directory}. Nothing was saved or deleted.`,
        )
      }
      const verdicts = judgeRuleFiles(files, deps.validateRule)
      const answer = verdicts.every((verdict) => verdict.valid)
        ? await push(deps, directory, { files, verdicts }, options)
        : refusal(directory, verdicts)
      tell(deps, options, answer)
    })
}

type Judged = { files: RuleFile[]; verdicts: FileVerdict[] }

async function push(deps: CliDeps, directory: string, judged: Judged, options: PushOptions): Promise<Answer> {
  const dryRun = options.dryRun ?? false
  return deps.withService(async (service) => {
    const base = await RulesBase.read(directory, await portalName(service))
    const wish = { delete: options.delete ?? false, force: options.force ?? false }
    const stored = await storedRules(service)
    const steps = await planPush(service, judged.files.flatMap(localRule), stored, base, wish)
    const verdicts = await judgeByService(service, judged, steps)
    if (verdicts.some(({ valid }) => !valid)) return refusal(directory, verdicts)
    if (dryRun)
      return told(
        steps.map((step) => planned(step, verdicts)),
        dryRun,
      )
    const done: PushResult[] = []
    const beside = { note: options.note ?? null, backtest: options.backtest ?? false }
    for (const step of steps) done.push(await pushStep(service, step, base, beside))
    for (const { key, version, document } of stored) {
      if (steps.some((step) => step.key === key && step.change === 'unchanged')) base.agree(key, version, document)
    }
    await base.write()
    return told(done, dryRun)
  })
}

/** What the service finds in the files that would be saved: before the first of them is, so that all are or none. */
function judgeByService(service: Service, { files, verdicts }: Judged, steps: readonly PushStep[]) {
  const saved = new Set(steps.filter(isSaved).map(({ file }) => file))
  const further = files.filter(({ file }) => saved.has(file))
  return judgeFurther(further, verdicts, (document) => checkRule(service, document))
}

const isSaved = ({ change }: PushStep) => change === 'new' || change === 'changed'

function planned(step: PushStep, verdicts: readonly FileVerdict[]): PushResult {
  const verdict = verdicts.find(({ file }) => file === step.file)
  const warnings = (verdict?.warnings ?? []).map(({ path, message }) => ({ path, message }))
  return resultOf(step, 'planned', step.seen, null, isSaved(step) ? warnings : [])
}

function told(results: PushResult[], dryRun: boolean): Answer {
  return {
    document: { dryRun, rules: results },
    text: inWords(results, dryRun),
    ok: results.every((result) => result.outcome !== 'failed'),
  }
}

function refusal(directory: string, files: FileVerdict[]): Answer {
  return {
    document: { error: { code: 'invalid_rules', message: 'Nothing was saved: a rule file is not valid.' }, files },
    text: `${verdictsInWords(directory, files)}\nNothing was saved.`,
    ok: false,
  }
}

function localRule({ file, json }: RuleFile): LocalRule[] {
  if (!json.ok || typeof json.value !== 'object' || json.value === null) return []
  const key = keyOf(json.value)
  return key === null ? [] : [{ key, file, document: { ...json.value } }]
}

/** What the file would change in the service's rule: told apart where it does not, as the service has news of its own. */
function fileInWords(change: PushStep['change'], changes: readonly string[]): string[] {
  const isKept = change === 'newer-there' || change === 'conflict'
  if (!isKept || changes.length === 0) return changes.map((sentence) => `    ${sentence}`)
  return ['    The file, if it were saved over it:', ...changes.map((sentence) => `      ${sentence}`)]
}

function inWords(results: readonly PushResult[], dryRun: boolean): string {
  if (results.length === 0) return 'There are no rules, neither here nor in the service.'
  const lines = results.flatMap(({ key, change, outcome, version, changes, warnings, error, proposalId, backtest }) => {
    const details = [
      ...(change === 'left' || change === 'unchanged' ? [] : fileInWords(change, changes)),
      ...(backtest === undefined ? [] : [`    ${backtestLine(backtest)}`]),
      ...warnings.map(({ path, message }) => `    ${path === '' ? '' : `${path}: `}${message} (warning)`),
    ]
    if (outcome === 'failed') return [`✗ ${key}: ${error}`, ...details]
    if (proposalId !== undefined) {
      return [`… ${key}: ${words[change]}, waits for somebody to approve it (proposal ${proposalId})`, ...details]
    }
    const isNews = change === 'newer-there' || change === 'gone-there'
    const mark = isNews ? '!' : outcome === 'nothing-to-do' ? '-' : '✓'
    return [`${mark} ${key}: ${words[change]}${version === null ? '' : ` (version ${version})`}`, ...details]
  })
  const count = (outcome: PushResult['outcome']) => results.filter((result) => result.outcome === outcome).length
  const summary = dryRun
    ? `Dry run, nothing was changed: ${count('planned')} would be saved or deleted.`
    : [
        `${count('done')} saved or deleted`,
        ...(count('proposed') > 0 ? [`${count('proposed')} proposed`] : []),
        `${count('failed')} failed.`,
      ].join(', ')
  return [...lines, '', summary].join('\n')
}
