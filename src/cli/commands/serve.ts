import type { Command } from 'commander'
import type { AnswerOptions } from '../answer.ts'
import type { CliDeps } from '../deps.ts'

export function addServe(program: Command, deps: CliDeps): void {
  program
    .command('serve')
    .description('run the service until it is told to stop (SIGTERM or Ctrl+C)')
    .option('--json', 'log lines as JSON, even on a terminal')
    .addHelpText(
      'after',
      `
With nothing configured it runs on an embedded database and a sandbox portal with sample deals.
Configuration comes from the environment and from .env; docs/configuration.md explains every variable.

Examples:
  npm start
  PORT=8080 npm start`,
    )
    .action(({ json = false }: AnswerOptions) => deps.serve({ json }))
}
