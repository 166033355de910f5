import { type Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { Email } from '../../core/people/email.ts'
import { usualLinkHours } from '../../core/people/person.ts'
import { type AnswerOptions, CommandError, tell } from '../answer.ts'
import type { CliDeps, Service } from '../deps.ts'
import { roleOption } from '../role-option.ts'
import { callApi } from '../service-api.ts'
import { table } from '../table.ts'
import { refuse } from '../usage.ts'

const User = z.looseObject({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.string(),
  lastSignInAt: z.string().nullable(),
  disabledAt: z.string().nullable(),
})
type User = z.infer<typeof User>
const Users = z.object({ items: z.array(User) })
const ChangedUser = User.extend({ tokensLeft: z.array(z.object({ id: z.string(), name: z.string() })) })
const Invitation = z.looseObject({ email: z.string(), role: z.string(), expiresAt: z.string() })
const Invitations = z.object({ items: z.array(Invitation) })
const NewInvitation = Invitation.extend({ link: z.string() })

type AddOptions = AnswerOptions & { role: string; hours: number; email?: string }

export function addUser(program: Command, deps: CliDeps): void {
  const user = program.command('user').description('people who may sign in')
  addAdd(user, deps)
  addList(user, deps)
  addSwitch(user, deps, {
    name: 'disable',
    description: 'end a user’s sessions and let them sign in no more',
    done: 'is disabled and signed out everywhere.',
  })
  addSwitch(user, deps, {
    name: 'enable',
    description: 'let a disabled user sign in again',
    done: 'can sign in again.',
  })
}

function addAdd(user: Command, deps: CliDeps): void {
  user
    .command('add')
    .description('invite somebody: prints a link that works once')
    .argument('[email]', 'their e-mail address, with which they will sign in', emailAddress)
    .option('--email <email>', 'the same, as an option', emailAddress)
    .addOption(roleOption('viewer'))
    .option('--hours <hours>', 'how long the link works', wholeHours, usualLinkHours.invitation)
    .option('--json', 'answer with one JSON document')
    .addHelpText('after', '\nExample:\n  npm run bindery -- user add ada@example.com --role editor')
    .action(async (given: string | undefined, options: AddOptions, command: Command) => {
      const { role, hours, email = given } = options
      if (email === undefined) refuse(command, "missing required argument 'email'")
      if (given !== undefined && email !== given) refuse(command, 'Give one e-mail address.')
      const body = { email, role, expiresInHours: hours }
      const document = await deps.withService((service) =>
        callApi(service, { method: 'POST', path: '/api/invitations', body, answer: NewInvitation }),
      )
      const about = `Whoever opens this link becomes ${document.email}, ${document.role}. It works once, until ${document.expiresAt}.`
      const text = options.json ? `${document.email} is invited.` : `${document.link}\n\n${about}`
      tell(deps, options, { document, text, ok: true })
    })
}

function emailAddress(text: string): string {
  const read = Email.safeParse(text)
  if (read.success) return read.data
  throw new InvalidArgumentError('Give an e-mail address such as ada@example.com.')
}

function wholeHours(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text) || Number(text) > 720)
    throw new InvalidArgumentError('Give a whole number of hours, from 1 to 720.')
  return Number(text)
}

function addList(user: Command, deps: CliDeps): void {
  user
    .command('list')
    .description('show who has an account, and who is invited')
    .option('--json', 'answer with one JSON document')
    .action(async (options: AnswerOptions) => {
      const document = await deps.withService(async (service) => ({
        items: (await callApi(service, { path: '/api/users', answer: Users })).items,
        invitations: (await callApi(service, { path: '/api/invitations', answer: Invitations })).items,
      }))
      tell(deps, options, { document, text: inWords(document), ok: true })
    })
}

function addSwitch(user: Command, deps: CliDeps, about: { name: string; description: string; done: string }): void {
  user
    .command(about.name)
    .description(about.description)
    .argument('<user>', 'e-mail address or id, as "user list" shows them')
    .option('--json', 'answer with one JSON document')
    .action(async (emailOrId: string, options: AnswerOptions) => {
      const document = await deps.withService(async (service) => {
        const { id } = await findUser(service, emailOrId)
        const path = `/api/users/${encodeURIComponent(id)}/${about.name}`
        return callApi(service, { method: 'POST', path, answer: ChangedUser })
      })
      const left = document.tokensLeft.map(({ id, name }) => `\n  token revoke ${id}    (${name})`).join('')
      const still = left === '' ? '' : `\nTokens that they made still open the API. To end them:${left}`
      tell(deps, options, { document, text: `${document.email} ${about.done}${still}`, ok: true })
    })
}

async function findUser(service: Service, emailOrId: string): Promise<User> {
  const { items } = await callApi(service, { path: '/api/users', answer: Users })
  const found = items.find(({ id, email }) => id === emailOrId || email === emailOrId.trim().toLowerCase())
  if (found !== undefined) return found
  throw new CommandError('not_found', `There is no user "${emailOrId}". "user list" shows who there is.`)
}

function inWords({ items, invitations }: { items: User[]; invitations: z.infer<typeof Invitation>[] }): string {
  if (items.length + invitations.length === 0) {
    return 'Nobody has an account yet. Open the sign-in link that the service prints, or invite somebody: user add EMAIL --role administrator'
  }
  const people = items.map(({ email, name, role, lastSignInAt, disabledAt }) => [
    email,
    name,
    role,
    lastSignInAt ?? 'never',
    disabledAt === null ? 'active' : `disabled ${disabledAt}`,
  ])
  const invited = invitations.map(({ email, role, expiresAt }) => [
    email,
    '',
    role,
    'never',
    `invited until ${expiresAt}`,
  ])
  return table(['EMAIL', 'NAME', 'ROLE', 'LAST SIGN-IN', 'STATE'], [...people, ...invited])
}
