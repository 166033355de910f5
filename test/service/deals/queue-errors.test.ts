import { expect, test } from 'vitest'
import { PortalError } from '../../../src/core/runs/portal-error.ts'
import { createLog } from '../../../src/log.ts'
import { JobGone } from '../../../src/queue/job-gone.ts'
import { noteQueueErrors } from '../../../src/service/deals/queue-errors.ts'

test.each<[string, Error, string[]]>([
  ['a fault', new Error('no'), ['error']],
  [
    'a try of a deal that the portal failed',
    new PortalError('transient', { code: 'X', method: 'batch', message: 'no' }),
    [],
  ],
  ['a job that another worker goes on with, as a machine slept', new JobGone(7, 'has gone'), ['info']],
])('of the queue %s is told as it deserves', (_what, error, levels) => {
  const lines: string[] = []
  const log = createLog({ level: 'info', stream: { write: (line) => lines.push(line) }, redactText: (text) => text })
  noteQueueErrors(log)(error)
  expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(levels)
})
