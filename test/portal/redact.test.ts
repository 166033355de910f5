import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PortalError } from '../../src/core/runs/portal-error.ts'
import { createDealPortals } from '../../src/portal/deal-portals.ts'
import { redact, redactDeep } from '../../src/portal/redact.ts'
import { tries } from '../support/tries.ts'
import { aClient, aStub, write } from './portals.ts'

const secret = 'hoSmyMfksJ6b22g5'

describe('redact', () => {
  test.each([
    `https://acme.bitrix24.com/rest/17/${secret}/crm.deal.list.json`,
    `https://acme.bitrix24.com/rest/api/17/${secret}/x`,
    `GET /rest/17/${secret}`,
    `x?u=https%3A%2F%2Facme.bitrix24.com%2Frest%2F17%2F${secret}%2Fprofile`,
    `x?u=https%253A%252F%252Facme%252Frest%252F17%252F${secret}%252Fprofile`,
    `{"urlMachine":"https:\\/\\/acme\\/rest\\/17\\/${secret}\\/x"}`,
    `/REST/17/${secret}?auth=1`,
    `auth[application_token]=${secret}&ts=1`,
    `auth%5Bapplication_token%5D=${secret}&ts=1`,
    `https://x/oauth?client_secret=${secret}&refresh_token=${secret}`,
    `AUTH_ID=${secret}&REFRESH_ID=${secret}`,
    `{"access_token":"${secret}","a":1}`,
    `{\\"refresh_token\\":\\"${secret}\\"}`,
    inspect({ application_token: secret }),
    `access_token%3D${secret}%26ts%3D1`,
  ])('%s', (text) => {
    expect(redact(text)).not.toContain(secret)
    expect(redact(redact(text))).toBe(redact(text))
  })

  test('leaves the rest readable', () => {
    expect(redact(`POST https://acme.bitrix24.com/rest/17/${secret}/crm.deal.list.json?x=1 failed`)).toBe(
      'POST https://acme.bitrix24.com/rest/17/[redacted]/crm.deal.list.json?x=1 failed',
    )
    expect(redact(`event=ONX&auth[application_token]=${secret}&ts=5`)).toBe(
      'event=ONX&auth[application_token]=[redacted]&ts=5',
    )
    expect(redact('the rest of 17 deals')).toBe('the rest of 17 deals')
  })

  test('finds known secrets wherever they stand', () => {
    expect(redact('a s&c b s%26c', ['s&c', ''])).toBe('a [redacted] b [redacted]')
    expect(redact('abc abcdef', ['abc', 'abcdef']), 'one that begins like another').toBe('[redacted] [redacted]')
  })

  test('in any address, a secret does not survive', () => {
    const anySecret = fc.stringMatching(/^[a-z0-9]{12,32}$/)
    const around = fc.string({ maxLength: 20 })
    fc.assert(
      fc.property(anySecret, around, around, fc.nat(3), (value, before, after, times) => {
        let url = `https://acme.bitrix24.com/rest/17/${value}/profile.json`
        for (let i = 0; i < times; i++) url = encodeURIComponent(url)
        expect(redact(`${before} ${url} ${after}`)).not.toContain(value)
        expect(redact(`${before}${value}${after}`, [value])).not.toContain(value)
      }),
    )
  })
})

describe('redactDeep', () => {
  test('drops addresses of files and values of token-like keys', () => {
    const file = { id: 5, url: `/x?auth=${secret}`, urlMachine: `https://acme/rest/17/${secret}/y` }
    expect(
      redactDeep({
        file,
        files: [file],
        website: { url: 'https://example.test' },
        auth: { application_token: secret },
        accessToken: secret,
        text: `at /rest/17/${secret}/x`,
        date: new Date(0),
        count: 5,
      }),
    ).toEqual({
      file: { id: 5 },
      files: [{ id: 5 }],
      website: { url: 'https://example.test' },
      auth: '[redacted]',
      accessToken: '[redacted]',
      text: 'at /rest/17/[redacted]/x',
      date: new Date(0),
      count: 5,
    })
  })

  test('survives circles and odd keys', () => {
    const circle: Record<string, unknown> = { name: 'x' }
    circle.self = circle
    expect(redactDeep(circle)).toEqual({ name: 'x', self: '[circular]' })
    const odd = redactDeep(JSON.parse('{"__proto__":{"a":1}}'))
    expect(Object.getPrototypeOf(odd)).toBe(Object.prototype)
    expect({}).not.toHaveProperty('a')
  })
})

/** Everything of an error that a logger, a record or a person could come to see. */
function everythingOf(error: PortalError): string {
  return [
    error.message,
    error.stack,
    error.code,
    JSON.stringify(error),
    inspect(error, { depth: 9, showHidden: true }),
  ].join('\n')
}

test('no error carries the secret, whatever the portal puts into its answer', async () => {
  const theSecret = 's3cretOfTheTest'
  let answer: { status: number; headers?: Record<string, string>; body: string } = { status: 200, body: '' }
  const stub = await aStub(() => answer)
  const portal = createDealPortals(aClient(stub.webhookUrl)).forRun('live')
  const address = `${stub.webhookUrl}crm.deal.contact.items.delete.json`
  const leak = fc.constantFrom(
    theSecret,
    address,
    encodeURIComponent(address),
    JSON.stringify({ access_token: theSecret }),
  )
  const text = fc.tuple(fc.string(), leak, fc.string()).map((parts) => parts.join(' '))
  const description = fc.oneof(
    text,
    fc.constantFrom('Not found', 'Access denied').map((words) => `${words} ${address}`),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(200, 302, 400, 401, 403, 404, 429, 500, 502, 503),
      fc.constantFrom('', 'ACCESS_DENIED', 'NOT_FOUND', 'ERROR_CORE', theSecret),
      description,
      fc.boolean(),
      async (status, error, error_description, isJson) => {
        answer = {
          status,
          body: isJson ? JSON.stringify({ error, error_description }) : error_description,
          headers: status === 302 ? { location: `${address}?x=1` } : {},
        }
        const failure: unknown = await write(portal, {
          method: 'crm.deal.contact.items.delete',
          params: { id: 1 },
        }).then(
          () => null,
          (reason: unknown) => reason,
        )
        expect(everythingOf(failure as PortalError)).not.toContain(theSecret)
      },
    ),
    tries(200),
  )
})
