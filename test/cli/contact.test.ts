import { expect, test } from 'vitest'
import { commandLine } from './command-line.ts'
import { withFakeService } from './fake-service.ts'

const erased = { contactId: 12, deals: 1, snapshots: 1, runs: 3, events: 0, jobs: 0, isInPortal: true }

test('contact erase tells what was erased, and that the portal still has the contact', async () => {
  await withFakeService(
    () => ({ body: erased }),
    async (withService, received) => {
      const { exitCode, stdout } = await commandLine(['contact', 'erase', '12', '--also', 'Anna Smith'], {
        withService,
      })
      expect(exitCode).toBe(0)
      expect(stdout).toMatch(/Contact 12 is forgotten: 1 deals with 1 snapshots and 3 runs.*\n.*still has the contact/)
      expect(received).toMatchObject([{ path: '/api/contacts/12/erase', body: { also: ['Anna Smith'] } }])
      const json = await commandLine(['contact', 'erase', '12', '--json'], { withService })
      expect(json.document()).toMatchObject(erased)
    },
  )
})

test('contact erase says that nothing was kept where nothing was', async () => {
  const nothing = { ...erased, deals: 0, snapshots: 0, runs: 0 }
  const erase = (body: object) =>
    withFakeService(
      () => ({ body }),
      async (withService) => (await commandLine(['contact', 'erase', '12'], { withService })).stdout,
    )
  expect(await erase({ ...nothing, isInPortal: false })).toBe(
    'Nothing was kept of contact 12 that could be forgotten. The portal has no such contact: is the number right?\n',
  )
  expect(await erase(nothing)).toMatch(/^Nothing was kept.*\n.*still has the contact/)
  expect(await erase({ ...nothing, jobs: 2 })).toContain('Contact 12 is forgotten')
})

test('contact erase takes nothing but a contact id', async () => {
  expect((await commandLine(['contact', 'erase', 'Anna'])).exitCode).toBe(2)
})
