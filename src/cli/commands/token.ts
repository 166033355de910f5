import type { Command } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, CommandError, tell } from '../answer.ts'
import type { CliDeps, Service } from '../deps.ts'
import { roleOption } from '../role-option.ts'
import { callApi } from '../service-api.ts'
import { table } from '../table.ts'
import { refuse } from '../usage.ts'

const Token = z.looseObject({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  role: z.string(),
  createdBy: z.string().nullable(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
})
type Token = z.infer<typeof Token>
const NewToken = z.looseObject({ secret: z.string() })
const Tokens = z.object({ items: z.array(Token) })

type CreateOptions = AnswerOptions & { role: string; name?: string }

export function addToken(program: Command, deps: CliDeps): void {
  const token = program.command('token').description('API tokens for programs')
  addCreate(token, deps)
  addList(token, deps)
  addRevoke(token, deps)
}

function addCreate(token: Command, deps: CliDeps): void {
  token
    .command('create')
    .description('make a token; it is shown once and never again')
    .argument('[name]', 'what the token is for, so that it can be told from others')
    .option('--name <name>', 'the same, as an option (default: "unnamed")')
    .addOption(roleOption('administrator'))
    .option('--json', 'answer with one JSON document')
    .addHelpText('after', '\nExample:\n  npm run bindery -- token create reporting --role viewer')
    .action(async (given: string | undefined, options: CreateOptions, command: Command) => {
      if (given !== undefined && options.name !== undefined) refuse(command, 'Give the name once.')
      const { role, name = given ?? 'unnamed' } = options
      const document = await deps.withService((service) =>
        callApi(service, { method: 'POST', path: '/api/tokens', body: { name, role }, answer: NewToken }),
      )
      const text = options.json
        ? `Token "${name}" (${role}) made.`
        : `${document.secret}\n\nThis is the token "${name}" (${role}). Keep it now: it is not shown again.`
      tell(deps, options, { document, text, ok: true })
    })
}

function addList(token: Command, deps: CliDeps): void {
  token
    .command('list')
    .description('show the tokens, without their secrets')
    .option('--json', 'answer with one JSON document')
    .action(async (options: AnswerOptions) => {
      const items = await deps.withService(apiTokens)
      tell(deps, options, { document: { items }, text: inWords(items), ok: true })
    })
}

function addRevoke(token: Command, deps: CliDeps): void {
  token
    .command('revoke')
    .description('end a token: from now on it opens nothing')
    .argument('<token>', 'its id or name, as "token list" shows them')
    .option('--json', 'answer with one JSON document')
    .action(async (idOrName: string, options: AnswerOptions) => {
      const revoked = await deps.withService((service) => revoke(service, idOrName))
      const text = revoked.map(({ name, id }) => `Token "${name}" (${id}) opens nothing any more.`).join('\n')
      tell(deps, options, { document: { revoked: revoked.map(({ id, name }) => ({ id, name })) }, text, ok: true })
    })
}

/** Sign-in links are tokens to the service as well; they are no concern of programs. */
async function apiTokens(service: Service): Promise<Token[]> {
  const { items } = await callApi(service, { path: '/api/tokens', answer: Tokens })
  return items.filter((token) => token.kind === 'api')
}

/** By id, or every valid token of that name: names need not be unique, and one that is left over would still open. */
async function revoke(service: Service, idOrName: string): Promise<Token[]> {
  const valid = (await apiTokens(service)).filter((token) => token.revokedAt === null)
  const named = valid.filter((token) => token.id === idOrName || token.name === idOrName)
  if (named.length === 0) {
    throw new CommandError('not_found', `There is no valid token "${idOrName}". "token list" shows what there is.`)
  }
  for (const { id } of named) {
    await callApi(service, { method: 'DELETE', path: `/api/tokens/${encodeURIComponent(id)}`, answer: z.unknown() })
  }
  return named
}

function inWords(tokens: readonly Token[]): string {
  if (tokens.length === 0) return 'There are no tokens. Make one with: token create NAME'
  return table(
    ['NAME', 'ID', 'ROLE', 'MADE', 'BY', 'LAST USED', 'STATE'],
    tokens.map(({ name, id, role, createdAt, createdBy, lastUsedAt, expiresAt, revokedAt }) => [
      name,
      id,
      role,
      createdAt,
      createdBy ?? '',
      lastUsedAt ?? 'never',
      revokedAt ? `revoked ${revokedAt}` : expiresAt ? `until ${expiresAt}` : 'valid',
    ]),
  )
}
