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

test('contact erase takes nothing but a contact id', async () => {
  expect((await commandLine(['contact', 'erase', 'Anna'])).exitCode).toBe(2)
})
