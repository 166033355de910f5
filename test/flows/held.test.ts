import { expect, test } from 'vitest'
import { aRequest } from '../support/a-request.ts'
import { aRule, paperDesk } from '../support/paper-desk.ts'
import { paperPortal } from '../support/paper-portal.ts'

const attaching = aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [7] } }] })

test('what a fuse holds is found, and let go of by the run that may write it, whatever another has found meanwhile', async () => {
  const portal = paperPortal({ links: [] })
  const desk = paperDesk(portal, [attaching])
  desk.deps.admit = async () => ({ holdId: 'h' })
  desk.hear()
  expect((await desk.run()).status).toBe('shadow')
  expect(desk.records.at(-1)?.held).toMatchObject([{ holdId: 'h', version: 1, linksWanted: [{ contactId: 7 }] }])

  desk.memory.requests.push(aRequest({ terms: { type: 'release', ruleKey: attaching.key, holdId: 'h' } }))
  expect((await desk.run()).status).toBe('applied')
  expect(desk.records.at(-1)?.held).toEqual([{ holdId: 'h', linksWanted: null }])
})
