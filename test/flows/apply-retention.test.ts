import { expect, test } from 'vitest'
import { retentionSubjects } from '../../src/core/record/retention.ts'
import { type ApplyRetentionDeps, applyRetention } from '../../src/flows/apply-retention.ts'

test('everything is erased page by page, to the last', async () => {
  const asked: string[] = []
  const erase = (subject: string) => async (page: { after: string | null }) => {
    asked.push(`${subject} after ${page.after}`)
    return { erased: 2, next: page.after === null ? 'the first page' : null }
  }
  const deps: ApplyRetentionDeps = {
    declare: async (wanted) => wanted,
    tracesErasedBefore: null,
    eraseTraces: erase('traces'),
    eraseRuns: erase('runs'),
    eraseRows: {
      snapshots: erase('snapshots'),
      events: erase('events'),
      requests: erase('requests'),
      changes: erase('changes'),
      jobs: erase('jobs'),
    },
    now: () => new Date('2026-09-01T10:00:00Z'),
  }
  const pass = applyRetention(deps, { personalDataDays: 1, runsDays: 100, eventsDays: 7 })
  let step = await pass.next()
  while (step.done !== true) step = await pass.next()
  expect(asked).toEqual(
    retentionSubjects.flatMap((subject) => [`${subject} after null`, `${subject} after the first page`]),
  )
  expect(step.value.erased).toEqual(Object.fromEntries(retentionSubjects.map((subject) => [subject, 4])))
})
