import { expect, test } from 'vitest'
import { validateRule } from '../../src/core/rules/faults.ts'
import { nextTime } from '../../src/core/rules/schedule.ts'
import { aRule } from '../support/paper-desk.ts'

test('times are UTC, and the next one is after the moment asked', () => {
  const friday = new Date('2026-11-20T06:00:00Z')
  expect(nextTime('0 6 * * 1-5', friday)?.toISOString()).toBe('2026-11-23T06:00:00.000Z')
  expect(nextTime('0 6 * * 1-5', new Date('2026-11-20T05:59:59Z'))?.toISOString()).toBe('2026-11-20T06:00:00.000Z')
})

test.each([
  [{ schedule: '0 6 * * *', filter: { categoryId: 4, isOpen: true } }, []],
  [{ schedule: '*/10 * * * *', filter: {} }, []],
  [{ schedule: '0 6 * * *' }, ['/filter']],
  [{ filter: {} }, ['/filter']],
  [{ schedule: 'daily', filter: {} }, ['/schedule']],
  [{ schedule: '0 0 6 * * *', filter: {} }, ['/schedule']],
  [{ schedule: '61 6 * * *', filter: {} }, ['/schedule']],
  [{ schedule: '0 6 31 2 *', filter: {} }, ['/schedule']],
  [{ schedule: 7, filter: {} }, ['/schedule']],
  [{ schedule: '0 6 * * *', filter: { stage: 'NEW' } }, ['/filter/stage']],
])('a rule with %j has faults at %j', (change, paths) => {
  expect(validateRule({ ...aRule(), ...change }).errors.map(({ path }) => path)).toEqual(paths)
})
