import { expect, test } from 'vitest'
import { commandLine } from './command-line.ts'
import { withFakeService } from './fake-service.ts'

const proposal = { id: '0190b6a0-0000-7000-8000-000000000001', state: 'waiting' }

test.each([
  [['promote', 'watched'], '/api/rules/watched/promote?backtest=1'],
  [['restore', 'watched', '2'], '/api/rules/watched/restore'],
])('what takes a second person is told as proposed, not as done: rules %j', async (words, path) => {
  const warnings = [{ path: '/conditions', message: 'cannot hold' }]
  await withFakeService(
    () => ({ status: 202, body: { proposal, warnings } }),
    async (withService, received) => {
      const answer = await commandLine(['rules', ...words], { withService })
      expect(answer.exitCode).toBe(0)
      expect(answer.stdout).toMatch(new RegExp(`^Proposed: .*"proposals show ${proposal.id}"`))
      expect(answer.stdout).toContain('/conditions: cannot hold (warning)')
      expect(received).toMatchObject([{ method: 'POST', path }])
    },
  )
})
