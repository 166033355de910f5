import type { Command } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { callApi } from '../service-api.ts'
import { table } from '../table.ts'

const Token = z.looseObject({
  id: z.string(),
  name: z.string(),
  createdAt: z.string().nullish(),
  lastUsedAt: z.string().nullish(),
  expiresAt: z.string().nullish(),
  revokedAt: z.string().nullish(),
})
const NewToken = z.looseObject({ token: z.string() })
const Tokens = z.object({ items: z.array(Token) })

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
    .argument('<name>', 'what the token is for, so that it can be told from others')
    .option('--json', 'answer with one JSON document')
    .addHelpText('after', '\nExample:\n  npm run bindery -- token create reporting')
    .action(async (name: string, options: AnswerOptions) => {
      const document = await deps.withService((service) =>
        callApi(service, { method: 'POST', path: '/api/tokens', body: { name }, answer: NewToken }),
      )
      const text = options.json
        ? `Token "${name}" made.`
        : `${document.token}\n\nThis is the token "${name}". Keep it now: it is not shown again.`
      tell(deps, options, { document, text, ok: true })
    })
}

function addList(token: Command, deps: CliDeps): void {
  token
    .command('list')
    .description('show the tokens, without their secrets')
    .option('--json', 'answer with one JSON document')
    .action(async (options: AnswerOptions) => {
      const document = await deps.withService((service) => callApi(service, { path: '/api/tokens', answer: Tokens }))
      tell(deps, options, { document, text: inWords(document.items), ok: true })
    })
}

function addRevoke(token: Command, deps: CliDeps): void {
  token
    .command('revoke')
    .description('end a token: from now on it opens nothing')
    .argument('<token>', 'its id or name, as "token list" shows them')
    .option('--json', 'answer with one JSON document')
    .action(async (idOrName: string, options: AnswerOptions) => {
      await deps.withService((service) =>
        callApi(service, {
          method: 'DELETE',
          path: `/api/tokens/${encodeURIComponent(idOrName)}`,
          answer: z.undefined(),
        }),
      )
      tell(deps, options, {
        document: { revoked: idOrName },
        text: `Token "${idOrName}" opens nothing any more.`,
        ok: true,
      })
    })
}

function inWords(tokens: readonly z.infer<typeof Token>[]): string {
  if (tokens.length === 0) return 'There are no tokens. Make one with: token create NAME'
  return table(
    ['NAME', 'ID', 'MADE', 'LAST USED', 'STATE'],
    tokens.map(({ name, id, createdAt, lastUsedAt, expiresAt, revokedAt }) => [
      name,
      id,
      createdAt ?? '',
      lastUsedAt ?? 'never',
      revokedAt ? `revoked ${revokedAt}` : expiresAt ? `until ${expiresAt}` : 'valid',
    ]),
  )
}
