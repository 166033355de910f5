import { expect, test } from 'vitest'
import { createLog } from '../../../src/log.ts'
import { limitRefusedEvents } from '../../../src/service/events/refused.ts'
import { limitRefusalLines } from '../../../src/service/sign-in/refused-callers.ts'

function aLimit(perAddress: number) {
  const lines: string[] = []
  const reasons: string[] = []
  const log = createLog({ level: 'trace', stream: { write: (line) => lines.push(line) }, redactText: (text) => text })
  const count = limitRefusedEvents(
    { log, onRefused: (reason) => reasons.push(reason) },
    { perAddress, windowSeconds: 60 },
  )
  return { lines, reasons, from: (address: string) => count({ reason: 'bad_token', address }) }
}

test('an address is told the reason so many times, and the log says once that it is told no more', async () => {
  const { from, lines, reasons } = aLimit(2)
  expect([await from('203.0.113.1'), await from('203.0.113.1')]).toEqual([null, null])
  expect([await from('203.0.113.1'), await from('203.0.113.1')]).toEqual([expect.any(Number), expect.any(Number)])
  expect(lines.filter((line) => line.includes('203.0.113.1'))).toHaveLength(1)
  expect(reasons).toHaveLength(4)
})

test('another address is told; a network of IPv6 counts as one', async () => {
  const { from } = aLimit(1)
  expect([await from('2001:db8:1:2::1'), await from('203.0.113.2')]).toEqual([null, null])
  expect(await from('2001:db8:1:2::ffff')).toBeGreaterThan(0)
})

test('credentials that nobody knows get some lines from an address, and others theirs', async () => {
  const mayLog = limitRefusalLines(2)
  expect([await mayLog('203.0.113.1'), await mayLog('203.0.113.1'), await mayLog('203.0.113.1')]).toEqual([
    true,
    true,
    false,
  ])
  expect(await mayLog('203.0.113.2')).toBe(true)
})
