import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { html } from '../../src/http/pages/html.ts'
import { anEvent, aRecord, aRule, aRun, aStatus, otherId, runId, withoutTraces } from './examples.ts'
import { fakeDeps, session } from './fake-deps.ts'

const hostile = `<script>alert(1)</script><img src=x onerror='alert("2")'>&amp;`
const signedIn = (differences: Parameters<typeof fakeDeps>[0] = {}) =>
  request.agent(fakeDeps(differences).app).set('Cookie', `bindery_session=${session}`)

test('the template escapes every value that is not HTML already', () => {
  const inner = html`<b title="${'"\'<>&'}">${hostile}</b>`
  expect(html`<p>${inner}${[html`<i></i>`, '<', 1]}${null}${false}${undefined}</p>`.text).toBe(
    '<p><b title="&#34;&#39;&#60;&#62;&#38;">&#60;script&#62;alert(1)&#60;/script&#62;&#60;img src=x onerror=&#39;alert(&#34;2&#34;)&#39;&#62;&#38;amp;</b><i></i>&#60;1</p>',
  )
})

describe('the start page', () => {
  test('tells the state and what the latest runs did', async () => {
    const answer = await signedIn({
      listEvents: async () => ({ items: [anEvent({ status: 'pending', event: 'ONCRMDEALADD' })], nextCursor: null }),
    }).get('/')
    expect([answer.status, answer.type]).toEqual([200, 'text/html'])
    expect(answer.text).toContain('<meta http-equiv="refresh" content="5">')
    expect(answer.text).toContain('linked contact 7 (primary), removed 9')
    expect(answer.text).toContain(`href="/runs/${runId}"`)
    expect(answer.text).toContain('Attach the company&#39;s primary contact')
    expect(answer.text).toContain('deal changed')
    expect(answer.text).toContain('28 s ago')
    expect(answer.text).toContain('ONCRMDEALADD')
    expect(answer.text).toContain('All is well')
  })

  test('asks for thirty runs and the events that wait', async () => {
    const { app, seen } = fakeDeps()
    await request(app).get('/').set('Cookie', `bindery_session=${session}`)
    expect(seen.other).toEqual([{ limit: 30 }, { status: 'pending', limit: 20 }])
  })

  test('has words for having nothing to show', async () => {
    const nothing = async () => ({ items: [], nextCursor: null })
    const answer = await signedIn({ listRuns: nothing, listEvents: nothing, listRules: async () => [] }).get('/')
    expect(answer.text).toContain('No runs yet')
    expect(answer.text).toContain('No rules yet')
  })

  test.each([
    [
      { portal: { ...aStatus().portal, state: 'failing' as const, error: { code: 'X', message: 'expired' } } },
      'expired',
    ],
    [{ permissions: { checkedAt: '', granted: [], missing: ['crm'] } }, 'The webhook lacks: crm'],
    [{ rules: { live: 0, shadow: 1, off: 0 } }, 'no rule is live'],
  ])('says what is wrong: %j', async (differences, words) => {
    const answer = await signedIn({ status: async () => aStatus(differences) }).get('/')
    expect(answer.text).toContain(words)
  })

  test('tells a stranger how to sign in, and nothing else', async () => {
    const { app, seen } = fakeDeps()
    const answer = await request(app).get('/')
    expect([answer.status, answer.type]).toEqual([401, 'text/html'])
    expect(answer.text).toContain('sign-in link that the service prints')
    expect(answer.text).not.toContain('Deal')
    expect(seen.other).toEqual([])
  })
})

describe('a run’s page', () => {
  test('tells before, after, conditions with their values, and what was written', async () => {
    const answer = await signedIn().get(`/runs/${runId}`)
    expect(answer.status).toBe(200)
    for (const words of ['Contact 9', 'Contact 7', '$.companyId', 'it held <code>61</code>', 'crm.deal.contact.add']) {
      expect(answer.text).toContain(words)
    }
  })

  test.each([
    [`/runs/${otherId}`, 404],
    ['/runs/1', 404],
  ])('%s: %i', async (path, status) => {
    const answer = await signedIn().get(path).set('Accept', 'text/html')
    expect([answer.status, answer.type]).toEqual([status, 'text/html'])
  })

  test('is not for strangers', async () => {
    const answer = await request(fakeDeps().app).get(`/runs/${runId}`)
    expect(answer.status).toBe(401)
    expect(answer.text).not.toContain('Contact 7')
  })
})

test('hostile words stay words on every page', async () => {
  const rule = aRule({ name: hostile })
  const [result] = aRun().rules
  const run = aRun({
    portal: hostile,
    status: 'failed',
    trigger: { type: 'event', events: [hostile], eventIds: [] },
    error: { code: hostile, message: hostile },
    rules: result
      ? [
          {
            ...result,
            trace: {
              evaluated: true,
              result: false,
              not: {
                evaluated: true,
                result: true,
                fact: hostile,
                path: hostile,
                operator: hostile,
                value: hostile,
                factResult: hostile,
              },
            },
            actions: [
              {
                type: 'attach',
                contactIds: [],
                effect: 'overruled',
                note: hostile,
                contacts: [{ contactId: 7, effect: 'overruled', by: hostile }],
              },
            ],
          },
        ]
      : [],
    operations: [
      { method: 'crm.deal.contact.add', params: { [hostile]: hostile }, result: hostile, error: null },
      { method: 'crm.deal.contact.add', params: {}, result: null, error: { code: hostile, message: hostile } },
    ],
  })
  const agent = signedIn({
    listRules: async () => [aRecord(rule)],
    listRuns: async () => ({ items: [withoutTraces(run)], nextCursor: null }),
    findRun: async () => run,
    listEvents: async () => ({ items: [anEvent({ event: hostile, status: 'pending' })], nextCursor: null }),
    status: async () =>
      aStatus({
        portal: {
          domain: hostile,
          isSandbox: false,
          state: 'failing',
          lastAnswerAt: null,
          error: { code: '', message: hostile },
        },
      }),
  })
  for (const path of ['/', `/runs/${runId}`]) {
    const { text } = await agent.get(path)
    expect(text).toContain('&#60;script&#62;')
    expect(text).not.toMatch(/<script|<img|onerror=['"]/)
  }
})
