import { expect, onTestFinished, test, vi } from 'vitest'
import { createDealPortals } from '../../src/portal/deal-portals.ts'
import { createMetadataReader } from '../../src/portal/portal-metadata.ts'
import { patiently } from '../support/patiently.ts'
import { silentPortalBefore } from '../support/silent-portal.ts'
import { aClient, aSandbox } from './portals.ts'

const left = () => new Error('has left')

async function aSilentPortal() {
  const { sandbox } = await aSandbox()
  const way = await silentPortalBefore(sandbox)
  onTestFinished(() => way.close())
  return { ...way, data: sandbox.data, webhookUrl: way.portal.webhookUrl }
}

test('whoever shares a request with one who leaves is answered; with the last of them it is cut off', async () => {
  const { data, webhookUrl, fallSilent, speak, unanswered } = await aSilentPortal()
  const portals = createDealPortals(aClient(webhookUrl))
  const [first, second] = [data.addContact(), data.addContact()]
  await portals.prepare()
  fallSilent()
  const [one, other, third] = [new AbortController(), new AbortController(), new AbortController()]
  const ofOne = portals.forQuestion(one.signal).readContacts([first], [])
  const ofOther = portals.forQuestion(other.signal).readContacts([first, second], [])
  await vi.waitFor(() => expect(unanswered()).toBe(1), patiently)
  const ofThird = portals.forQuestion(third.signal).readContacts([second], ['name'])
  await vi.waitFor(() => expect(unanswered()).toBe(2), patiently)

  one.abort(left())
  await expect(ofOne).rejects.toThrow('has left')
  third.abort(left())
  await expect(ofThird).rejects.toThrow('has left')
  await vi.waitFor(() => expect(unanswered(), 'of the one who stays').toBe(1), patiently)
  speak()
  expect([...(await ofOther).keys()]).toEqual([first, second])
})

test('a run that shares a request with a question is not touched when that is abandoned', async () => {
  const { data, webhookUrl, fallSilent, speak, unanswered } = await aSilentPortal()
  const portals = createDealPortals(aClient(webhookUrl))
  const contactId = data.addContact()
  await portals.prepare()
  fallSilent()
  const person = new AbortController()
  const ofPerson = portals.forQuestion(person.signal).readContacts([contactId], [])
  const ofRun = portals.forRun('manual').readContacts([contactId], [])
  await vi.waitFor(() => expect(unanswered()).toBe(1), patiently)
  person.abort(left())
  await expect(ofPerson).rejects.toThrow('has left')
  speak()
  expect([...(await ofRun).keys()]).toEqual([contactId])
})

test('what describes the fields goes on for a run that waits for it, and is asked anew when nobody does', async () => {
  const { webhookUrl, fallSilent, speak, unanswered, asked } = await aSilentPortal()
  const portals = createDealPortals(aClient(webhookUrl))
  fallSilent()
  const [first, second] = [new AbortController(), new AbortController()]
  const ofFirst = portals.forQuestion(first.signal).describeFields('deal')
  await vi.waitFor(() => expect(unanswered()).toBe(1), patiently)
  first.abort(left())
  await expect(ofFirst).rejects.toThrow('has left')
  await vi.waitFor(() => expect(unanswered()).toBe(0), patiently)

  const ofSecond = portals.forQuestion(second.signal).describeFields('deal')
  const ofRun = portals.forRun('live').describeFields('deal')
  await vi.waitFor(() => expect(unanswered()).toBe(1), patiently)
  second.abort(left())
  await expect(ofSecond).rejects.toThrow('has left')
  speak()
  expect(Object.keys(await ofRun)).toContain('stageId')
  expect(asked()).toBe(2)
})

test('what the portal tells of itself goes on while one of those who wait for it is left', async () => {
  const { webhookUrl, fallSilent, speak, unanswered, asked } = await aSilentPortal()
  const metadata = createMetadataReader(aClient(webhookUrl))
  fallSilent()
  const [first, second] = [new AbortController(), new AbortController()]
  const ofFirst = metadata.read({ asker: first.signal })
  const ofSecond = metadata.read({ asker: second.signal })
  await vi.waitFor(() => expect(unanswered()).toBe(1), patiently)
  first.abort(left())
  await expect(ofFirst).rejects.toThrow('has left')
  speak()
  expect((await ofSecond).metadata.fields.deal).not.toBeNull()
  expect(asked()).toBe(1)
})

test('whoever leaves while the portal asks for a pause, or before anything was asked, has asked nothing', async () => {
  const { webhookUrl, fallSilent, asked } = await aSilentPortal()
  // A clock that stands still: the bucket never leaks.
  const client = aClient(webhookUrl, { plan: 'standard', now: () => 0, wait: () => new Promise(() => {}) })
  client.assumeSpent()
  fallSilent()
  const person = new AbortController()
  const batch = client.batch({ a: { method: 'profile', params: {} } }, person.signal)
  const gathered = createDealPortals(client).forQuestion(person.signal).readContacts([1], [])
  await vi.waitFor(() => expect(client.load().waiting).toBe(2), patiently)
  person.abort(left())
  await expect(batch).rejects.toThrow('has left')
  await expect(gathered).rejects.toThrow('has left')
  await expect(client.call('profile', {}, person.signal)).rejects.toThrow('has left')
  expect(asked()).toBe(0)
})
