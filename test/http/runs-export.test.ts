import { describe, expect, test } from 'vitest'
import { aRun, runId, withoutTraces } from './examples.ts'
import { asProgram, fakeDeps } from './fake-deps.ts'

const runs = Array.from({ length: 5 }, (_, n) =>
  withoutTraces(aRun({ id: runId.replace(/1$/, String(n)), dealId: 40 + n, status: n === 4 ? 'failed' : 'applied' })),
)

/** Two runs a page. */
const inPages = () =>
  fakeDeps({
    listRuns: async ({ cursor, status }) => {
      const found = runs.filter((run) => status === undefined || run.status === status)
      const from = Number(cursor ?? 0)
      return { items: found.slice(from, from + 2), nextCursor: from + 2 < found.length ? String(from + 2) : null }
    },
  })

describe('an export of runs', () => {
  test('as csv has every page, a line a run, and no formula', async () => {
    const answer = await asProgram(inPages().app).get('/api/runs/export?format=csv')
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.headers['content-disposition']).toBe('attachment; filename="runs-2026-08-21.csv"')
    const [head, ...lines] = answer.text.trimEnd().split('\r\n')
    expect(head?.replace('\uFEFF', '').split(',').slice(0, 5)).toEqual(['started', 'deal', 'title', 'status', 'linked'])
    expect(lines).toHaveLength(5)
    expect(lines[0]).toBe(
      `2026-08-21T10:00:01.000Z,40,"'=Deal 40",applied,7,9,7,attach-primary@3,event,ONCRMDEALUPDATE,1000,1,1,,${runs[0]?.id},`,
    )
  })

  test('as json is one list, of what the filter lets through', async () => {
    const answer = await asProgram(inPages().app).get('/api/runs/export?format=json&status=applied')
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.body.map((run: { id: string }) => run.id)).toEqual(runs.slice(0, 4).map(({ id }) => id))
    expect(answer.body[0]).toEqual({ ...runs[0], dealTitle: '=Deal 40' })
  })

  test('of nothing is an empty list', async () => {
    const answer = await asProgram(inPages().app).get('/api/runs/export?format=json&status=shadow')
    expect(answer.body).toEqual([])
  })

  test('says what is wrong with the question', async () => {
    const answer = await asProgram(inPages().app).get('/api/runs/export?format=xls&cursor=1')
    expect(answer.status).toBe(400)
    expect(answer.body.error.details.map(({ path }: { path: string }) => path)).toEqual(['/format', '/cursor'])
  })

  test('that fails at the second page breaks off, and the log says why', async () => {
    const { app, seen } = fakeDeps({
      listRuns: async ({ cursor }) => {
        if (cursor !== undefined) throw new Error('the disk is gone')
        return { items: runs.slice(0, 2), nextCursor: '2' }
      },
    })
    await expect(asProgram(app).get('/api/runs/export?format=csv')).rejects.toThrow(/aborted|hang up/)
    expect(seen.log).toMatchObject([{ level: 'error', about: { err: { message: 'the disk is gone' } } }])
  })
})

test.each(['/api/runs/export?format=csv', '/api/runs/export?format=json', '/api/audit/export'])(
  'GET %s breaks off once whoever asked is shut out',
  async (path) => {
    let isOut = false
    const told: string[] = []
    async function* lines() {
      for (const line of ['first', 'second', 'third']) {
        told.push(line)
        yield `${line}\n`
        isOut = true
      }
    }
    const { deps } = inPages()
    const { app, seen } = fakeDeps({
      auditChain: { ...deps.auditChain, export: async () => lines() },
      authenticate: async (credential) => (isOut ? null : deps.authenticate(credential)),
      listRuns: async (filter) => {
        told.push(`page ${filter.cursor ?? 0}`)
        isOut = filter.cursor !== undefined
        return deps.listRuns(filter)
      },
    })
    await expect(asProgram(app).get(path)).rejects.toThrow(/aborted|hang up/)
    expect(told, 'and no more is read').toHaveLength(2)
    expect(seen.log).toEqual([])
  },
)

describe('names', () => {
  test('of deals and contacts come together; unknown ones are left out', async () => {
    const answer = await asProgram(fakeDeps().app).get('/api/names?deals=42&contacts=7,9')
    expect(answer.body).toEqual({ deals: [{ id: 42, title: 'Deal 42' }], contacts: [{ id: 7, name: 'Contact 7' }] })
  })

  test.each(['contacts=', 'contacts=1,,2', 'contacts=x', 'deals=0', `deals=${Array(201).fill(1).join()}`])(
    'are not told for %s',
    async (query) => {
      expect((await asProgram(fakeDeps().app).get(`/api/names?${query}`)).status).toBe(400)
    },
  )
})
