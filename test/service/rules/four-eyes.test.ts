import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { aBrowser } from '../../support/a-browser.ts'
import { invitationToken } from '../../support/invitation-token.ts'
import { type Answer, aRule, aService, type RunningService } from '../../support/service.ts'

const Id = z.looseObject({ id: z.string() })
const Proposed = z.looseObject({ proposal: z.looseObject({ id: z.string(), state: z.string() }) })
const Items = z.looseObject({ items: z.array(z.looseObject({ id: z.string(), ruleKey: z.string() })) })
const Token = z.looseObject({ secret: z.string() })

type Browser = ReturnType<typeof aBrowser>
let service: RunningService
let ada: Browser
let bob: Browser
let contactId: number
let rules = 0

beforeAll(async () => {
  service = await aService({ doors: { fourEyes: true } })
  contactId = service.sandbox.data.addContact()
  ada = aBrowser(service)
  const link = new URL(await service.signInLink())
  await ada.ask('GET', link.pathname + link.search)
  const first = { name: 'Ada', email: 'ada@example.com', password: 'tin lantern orchard seven' }
  expect((await ada.ask('POST', '/api/users/first', first)).status).toBe(201)
  bob = await invited('bob@example.com', 'Bob')
})
afterAll(() => service.close())
beforeEach(() => {
  rules++
})

async function invited(email: string, name: string): Promise<Browser> {
  const made = await ada.ask('POST', '/api/invitations', { email, role: 'editor' })
  const token = invitationToken(z.looseObject({ link: z.string() }).parse(made.body).link)
  const browser = aBrowser(service)
  const body = { token, name, password: 'gravel mint harbour clock' }
  expect((await browser.ask('POST', '/api/invitations/accept', body)).status).toBe(201)
  return browser
}

const key = () => `rule-${rules}`
const attaching = (mode: 'live' | 'shadow' | 'off' = 'live', name = 'A rule of a test') =>
  aRule({
    key: key(),
    mode,
    name,
    on: ['ONCRMDEALADD'],
    actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }],
  })
const inForce = () => service.api('GET', `/api/rules/${key()}`)
const proposalIn = (answer: Answer) => {
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 202, body: { proposal: { state: 'waiting' } } })
  return Proposed.parse(answer.body).proposal.id
}
const approve = (who: Browser, id: string) => who.ask('POST', `/api/proposals/${id}/approve`)
const code = (answer: Answer) => [
  answer.status,
  z.object({ error: z.looseObject({ code: z.string() }) }).parse(answer.body).error.code,
]

test('a live rule acts only after somebody else has approved it', async () => {
  const id = proposalIn(await ada.ask('PUT', `/api/rules/${key()}?note=why`, attaching()))
  expect((await inForce()).status).toBe(404)
  const before = service.sandbox.data.addDeal()
  await service.quiet()
  expect(service.sandbox.data.links(before)).toEqual([])

  expect(await ada.ask('GET', `/api/proposals/${id}`)).toMatchObject({ body: { mayApprove: false } })
  expect(await bob.ask('GET', `/api/proposals/${id}`)).toMatchObject({ body: { mayApprove: true } })
  expect(code(await approve(ada, id))).toEqual([403, 'own_proposal'])
  const approved = await approve(bob, id)
  expect(approved).toMatchObject({ status: 200, body: { state: 'approved', version: 1, decidedBy: 'Bob' } })
  expect(await inForce()).toMatchObject({ status: 200, body: { version: 1, savedBy: 'Ada', mode: 'live' } })
  expect((await service.api('GET', `/api/rules/${key()}/versions`)).body).toMatchObject({
    items: [{ note: 'why; approved by Bob' }],
  })
  const after = service.sandbox.data.addDeal()
  await service.waitForRun(after, ({ status }) => status === 'applied')
  expect(service.sandbox.data.links(after)).toHaveLength(1)
  expect(code(await approve(bob, id))).toEqual([409, 'decided'])
  expect((await service.api('GET', `/api/audit?subjectId=${key()}`)).body).toMatchObject({
    items: [
      { action: 'rule.approved', actor: { name: 'Bob' }, details: { proposalId: id, proposedBy: 'Ada' } },
      { action: 'rule.saved', actor: { name: 'Bob' }, details: { proposalId: id, proposedBy: 'Ada', version: 1 } },
      { action: 'rule.proposed', actor: { name: 'Ada' }, details: { proposalId: id, baseVersion: null } },
    ],
  })
})

test('every way to a live rule waits: promoting, restoring, saving anew; what stops one does not', async () => {
  const path = `/api/rules/${key()}`
  expect((await ada.ask('PUT', path, attaching('shadow'))).status).toBe(201)
  const promoted = proposalIn(await ada.ask('POST', `${path}/promote`))
  expect(await inForce()).toMatchObject({ body: { mode: 'shadow' } })
  expect((await approve(bob, promoted)).status).toBe(200)
  expect(await inForce()).toMatchObject({ body: { mode: 'live', version: 2 } })
  proposalIn(await ada.ask('PUT', path, attaching('live', 'Another name')))
  expect(await inForce()).toMatchObject({ body: { version: 2, name: 'A rule of a test' } })
  expect(await ada.ask('PUT', path, attaching('off'))).toMatchObject({ status: 200, body: { version: 3 } })
  proposalIn(await ada.ask('POST', `${path}/restore`, { version: 2 }))
  expect(await inForce()).toMatchObject({ body: { mode: 'off' } })
  expect((await ada.ask('DELETE', path)).status).toBe(204)
})

test('nobody is two people: not by a token of their own, and a token approves nothing', async () => {
  const program = (token: string) => async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${service.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    })
    return { status: response.status, body: (await response.json()) as unknown }
  }
  const made = (role: string) => ada.ask('POST', '/api/me/tokens', { name: `own ${role}`, role })
  const asProgram = program(Token.parse((await made('editor')).body).secret)
  const adasSecond = async () => {
    const first = program(Token.parse((await made('administrator')).body).secret)
    return program(Token.parse((await first('POST', '/api/tokens', { name: 'further' })).body).secret)
  }
  const byToken = proposalIn(await asProgram('PUT', `/api/rules/${key()}`, attaching()))
  expect(code(await approve(ada, byToken))).toEqual([403, 'own_proposal'])
  const further = await adasSecond()
  const byFurther = proposalIn(await further('PUT', `/api/rules/${key()}`, attaching('live', 'By a further token')))
  expect(code(await approve(ada, byFurther)), 'a token that a token of hers made').toEqual([403, 'own_proposal'])
  const bobs = proposalIn(await bob.ask('PUT', `/api/rules/${key()}`, attaching('live', 'Of Bob')))
  expect(code(await asProgram('POST', `/api/proposals/${bobs}/approve`))).toEqual([409, 'not_a_person'])
  expect(code(await service.api('POST', `/api/proposals/${bobs}/approve`))).toEqual([409, 'not_a_person'])
  expect((await inForce()).status).toBe(404)
})

test('one proposal of a rule waits; the same again is none, another takes its place', async () => {
  const path = `/api/rules/${key()}`
  const first = proposalIn(await service.api('PUT', path, attaching()))
  expect(proposalIn(await service.api('PUT', path, attaching()))).toBe(first)
  const second = proposalIn(await ada.ask('PUT', path, attaching('live', 'Other')))
  expect(code(await approve(bob, first))).toEqual([409, 'decided'])
  const { items } = Items.parse((await service.api('GET', `/api/proposals?state=waiting&rule=${key()}`)).body)
  expect(items.map(({ id }) => id)).toEqual([second])
})

test('a rule that was changed since is not overwritten', async () => {
  const path = `/api/rules/${key()}`
  expect((await ada.ask('PUT', path, attaching('shadow'))).status).toBe(201)
  const id = proposalIn(await ada.ask('POST', `${path}/promote`))
  expect((await ada.ask('PUT', path, attaching('shadow', 'Changed since'))).status).toBe(200)
  expect(await bob.ask('GET', `/api/proposals/${id}`)).toMatchObject({ body: { isOutdated: true, mayApprove: false } })
  expect(code(await approve(bob, id))).toEqual([409, 'outdated'])
  expect(await inForce()).toMatchObject({ body: { mode: 'shadow', name: 'Changed since' } })
})

test('a refusal leaves the rule as it is, and who proposed may refuse', async () => {
  const id = proposalIn(await ada.ask('PUT', `/api/rules/${key()}`, attaching()))
  const refused = await ada.ask('POST', `/api/proposals/${id}/refuse`, { note: 'not yet' })
  expect(refused).toMatchObject({ status: 200, body: { state: 'refused', decisionNote: 'not yet', version: null } })
  expect(code(await approve(bob, id))).toEqual([409, 'decided'])
  expect((await inForce()).status).toBe(404)
  expect(code(await bob.ask('POST', `/api/proposals/${Id.parse(refused.body).id.replace(/^./, 'f')}/refuse`))).toEqual([
    404,
    'not_found',
  ])
})

test('of many who approve at once, one puts the rule in force', async () => {
  const eve = await invited('eve@example.com', 'Eve')
  const id = proposalIn(await ada.ask('PUT', `/api/rules/${key()}`, attaching()))
  const answers = await Promise.all([bob, eve, bob, eve].map((who) => approve(who, id)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409])
  expect(await inForce()).toMatchObject({ body: { version: 1 } })
})

test('the status counts what waits', async () => {
  const waiting = async () =>
    z
      .looseObject({ brakes: z.looseObject({ proposedRules: z.number() }) })
      .parse((await service.api('GET', '/api/status')).body).brakes.proposedRules
  const before = await waiting()
  proposalIn(await ada.ask('PUT', `/api/rules/${key()}`, attaching()))
  expect(await waiting()).toBe(before + 1)
})
