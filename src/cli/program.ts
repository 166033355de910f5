import { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { addAlerts } from './commands/alerts.ts'
import { addAudit } from './commands/audit.ts'
import { addBackfill } from './commands/backfill.ts'
import { addBacktest } from './commands/backtest.ts'
import { addContact } from './commands/contact.ts'
import { addDatabase } from './commands/database.ts'
import { addDoctor } from './commands/doctor.ts'
import { addHolds } from './commands/holds.ts'
import { addPreview } from './commands/preview.ts'
import { addProposals } from './commands/proposals.ts'
import { addRecipes } from './commands/recipes.ts'
import { addRevert } from './commands/revert.ts'
import { addRulesDiff } from './commands/rules-diff.ts'
import { addRulesHistory } from './commands/rules-history.ts'
import { addRulesPull } from './commands/rules-pull.ts'
import { addRulesPush } from './commands/rules-push.ts'
import { addRulesShadow } from './commands/rules-shadow.ts'
import { addRulesTest } from './commands/rules-test.ts'
import { addRulesValidate } from './commands/rules-validate.ts'
import { addRun } from './commands/run.ts'
import { addRuns } from './commands/runs.ts'
import { addSandbox } from './commands/sandbox.ts'
import { addServe } from './commands/serve.ts'
import { addStop } from './commands/stop.ts'
import { addSweep } from './commands/sweep.ts'
import { addToken } from './commands/token.ts'
import { addUser } from './commands/user.ts'
import { addWhy } from './commands/why.ts'
import type { CliDeps } from './deps.ts'

/** The whole command line. Errors are thrown, never answered by ending the process: `runProgram` makes them exit codes. */
export function buildProgram(deps: CliDeps): Command {
  const program = new Command('bindery')
    .description('Keeps the contacts on Bitrix24 deals right, by rules.')
    .version(packageJson.version)
    // So that a command may have a --version of its own.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: deps.stdout, writeErr: deps.stderr })
    .showHelpAfterError('Add --help for how the command is used.')
    .helpCommand(true)
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 failed, 2 wrong usage, 78 wrong configuration.

Examples:
  npm run bindery -- doctor
  npm run bindery -- rules validate
  npm run bindery -- run 42 --dry-run
  npm run --silent bindery -- rules push --dry-run --json`,
    )
  addServe(program, deps)
  addSandbox(program, deps)
  addDoctor(program, deps)
  const rules = program.command('rules').description('check rule files, and exchange them with the service')
  addRulesValidate(rules, deps)
  addRulesTest(rules, deps)
  addRulesPush(rules, deps)
  addRulesPull(rules, deps)
  addRulesDiff(rules, deps)
  addRulesShadow(rules, deps)
  addRulesHistory(rules, deps)
  addRun(program, deps)
  addRuns(program, deps)
  addPreview(program, deps)
  addSweep(program, deps)
  addBackfill(program, deps)
  addBacktest(program, deps)
  addRecipes(program, deps)
  addWhy(program, deps)
  addRevert(program, deps)
  addAlerts(program, deps)
  addStop(program, deps)
  addHolds(program, deps)
  addProposals(program, deps)
  addToken(program, deps)
  addUser(program, deps)
  addAudit(program, deps)
  addContact(program, deps)
  addDatabase(program, deps)
  return program
}
