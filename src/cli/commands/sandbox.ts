import { type Command, InvalidArgumentError, Option } from 'commander'
import { type CliDeps, type SandboxOptions, sandboxLimits, sandboxSeeds } from '../deps.ts'

type Given = Omit<SandboxOptions, 'handler' | 'json'> & { handler?: string; json?: boolean }

export function addSandbox(program: Command, deps: CliDeps): void {
  program
    .command('sandbox')
    .description('run the sandbox portal alone: a stand-in for Bitrix24 to try rules and programs against')
    .option('--port <port>', 'port to listen on; 0 takes any free one', parsePort, 3100)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--handler <url>', 'where it delivers its events (default: nowhere)', parseHandler)
    .addOption(
      new Option('--limits <plan>', 'request limits as on this plan').choices(sandboxLimits).default('standard'),
    )
    .addOption(new Option('--seed <records>', 'what is in it at the start').choices(sandboxSeeds).default('sample'))
    .option('--no-life', 'leave its records alone instead of changing some now and then')
    .option('--json', 'log lines as JSON, even on a terminal')
    .addHelpText(
      'after',
      `
Examples:
  npm run bindery -- sandbox
  npm run bindery -- sandbox --port 3200 --handler http://127.0.0.1:3000/webhooks/bitrix24
  npm run bindery -- sandbox --seed empty --limits none --no-life`,
    )
    .action(({ handler, json = false, ...options }: Given) =>
      deps.sandbox({ ...options, handler: handler ?? null, json }),
    )
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65535)) throw new InvalidArgumentError('Give a number from 0 to 65535.')
  return port
}

function parseHandler(text: string): string {
  const isWebAddress = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
  if (!isWebAddress)
    throw new InvalidArgumentError('Give a web address, such as http://127.0.0.1:3000/webhooks/bitrix24.')
  return text
}
