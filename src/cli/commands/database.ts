import type { Command } from 'commander'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { refuse } from '../usage.ts'

type RoleOptions = AnswerOptions & { apply?: boolean }

export function addDatabase(program: Command, deps: CliDeps): void {
  const database = program
    .command('database')
    .description('bring the tables up to date, let a role work with them, follow a renamed portal')
  database
    .command('migrate')
    .description('bring the tables up to date, as whoever DATABASE_URL names')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
A service whose role owns the tables does that itself as it starts. One with a role of its own waits for this.

Example:
  DATABASE_URL=postgres://owner:PASSWORD@db/bindery npm run bindery -- database migrate`,
    )
    .action(async (options: AnswerOptions) => {
      await deps.database.migrate()
      tell(deps, options, { document: { isUpToDate: true }, text: 'The tables are up to date.', ok: true })
    })
  database
    .command('roles')
    .description('what a role of the service’s own has to be granted: everything but to change what is on record')
    .argument('<role>', 'the role that the service signs in with; it has to exist')
    .option('--apply', 'bring the tables up to date and grant it, instead of printing it')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
Repeat it after every upgrade that brought new tables.

Examples:
  npm run --silent bindery -- database roles bindery_service > grants.sql
  DATABASE_URL=postgres://owner:PASSWORD@db/bindery npm run bindery -- database roles bindery_service --apply`,
    )
    .action(async (role: string, { apply = false, ...options }: RoleOptions) => {
      const statements = await deps.database.grantsFor(role)
      if (!apply) return tell(deps, options, { document: { role, statements }, text: statements.trimEnd(), ok: true })
      await deps.database.allow(role)
      const text = `The tables are up to date, and ${role} may work with them; it changes nothing on record.`
      tell(deps, options, { document: { role, isApplied: true }, text, ok: true })
    })
  database
    .command('rename')
    .description('have everything that is kept of a portal found under its new name')
    .argument('<from>', 'the host that the portal had, as in BITRIX24_WEBHOOK_URL then')
    .argument('<to>', 'the host that it has now')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
What is kept belongs to a host. Stop every service on the database before it, and start them with the new
BITRIX24_WEBHOOK_URL after it.

Example:
  npm run bindery -- database rename acme.bitrix24.com acme-europe.bitrix24.com`,
    )
    .action(async (from: string, to: string, options: AnswerOptions, command: Command) => {
      for (const host of [from, to]) if (!isHost(host)) refuse(command, `${host} is no host: write acme.bitrix24.com`)
      const hosts = [from.toLowerCase(), to.toLowerCase()]
      if (hosts[0] === hosts[1]) refuse(command, 'both are the same host')
      if (hosts.includes('sandbox')) refuse(command, 'what is kept of the sandbox is of deals that are no portal’s')
      const { setAside } = await deps.database.rename({ from, to })
      const aside = setAside === null ? '' : ` What had begun under ${to} is kept as "${setAside}" and not used.`
      const text = `What was kept of ${from} is found under ${to} from now on.${aside}`
      tell(deps, options, { document: { from, to, setAside }, text, ok: true })
    })
}

/** As an address has it, with the port if it is not the usual one. */
const isHost = (text: string): boolean =>
  URL.canParse(`https://${text}`) && new URL(`https://${text}`).host === text.toLowerCase()
