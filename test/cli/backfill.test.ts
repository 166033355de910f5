import { expect, test } from 'vitest'
import { aBackfill } from '../http/a-backfill.ts'
import { commandLine } from './command-line.ts'
import { withFakeService } from './fake-service.ts'

test('a filter that is not known is refused with the nearest name and all of them, before a service is asked', async () => {
  const near = await commandLine(['backfill', '--filter', 'categoryID=0'])
  expect(near.exitCode).toBe(2)
  expect(near.stderr).toContain(
    'There is no filter "categoryID"; did you mean "categoryId"? Filters: categoryId, stageId, assignedById,',
  )
  const { stderr } = await commandLine(['backfill', '--filter', 'colour=red'])
  expect(stderr).toContain('There is no filter "colour". Filters: categoryId,')
})

test('the list of backfills says which deals and rules each is of', async () => {
  const items = [aBackfill({ rules: ['attach', 'clear'] }), aBackfill({ filter: {} })]
  const { stdout } = await withFakeService(
    () => ({ body: { items } }),
    (withService) => commandLine(['backfill', 'list'], { withService }),
  )
  expect(stdout).toMatch(/DEALS +RULES\n.*Ada +categoryId=4 +attach clear\n.*Ada +all +all\n/)
})
