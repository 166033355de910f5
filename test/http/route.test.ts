import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type * as core from '../../src/core/runs/run.ts'
import { route } from '../../src/http/route.ts'
import { Run, RunSummary } from '../../src/http/schemas/run.ts'
import { aRun, withoutTraces } from './examples.ts'

const about = { method: 'get', path: '/x', summary: 'x' } as const
const answers = { 200: { description: 'x', schema: z.object({ id: z.number() }) } } as const

test('a row cannot answer what it does not declare', () => {
  route({ ...about, access: 'public', answers, handle: () => ({ status: 200, body: { id: 1 } }) })
  // @ts-expect-error another status
  route({ ...about, access: 'public', answers, handle: () => ({ status: 201, body: { id: 1 } }) })
  // @ts-expect-error another body
  route({ ...about, access: 'public', answers, handle: () => ({ status: 200, body: { id: '1' } }) })
  // @ts-expect-error no body
  route({ ...about, access: 'public', answers, handle: () => ({ status: 200 }) })
})

test('a row knows its caller unless it is public', () => {
  const body = { id: 1 }
  route({
    ...about,
    access: 'administrator',
    answers,
    handle({ caller }) {
      expectTypeOf(caller.name).toEqualTypeOf<string>()
      return { status: 200, body }
    },
  })
  route({
    ...about,
    access: 'public',
    answers,
    handle({ caller }) {
      expectTypeOf(caller).toEqualTypeOf<null>()
      return { status: 200, body }
    },
  })
})

test('the schemas of runs are those of the core, neither wider nor narrower', () => {
  expectTypeOf<core.Run>().toExtend<z.input<typeof Run>>()
  expectTypeOf<z.output<typeof Run>>().toExtend<core.Run>()
  expectTypeOf<core.RunSummary>().toExtend<z.input<typeof RunSummary>>()
  expect(Run.parse(aRun())).toEqual(aRun())
  expect(RunSummary.parse(aRun())).toEqual(withoutTraces(aRun()))
})
