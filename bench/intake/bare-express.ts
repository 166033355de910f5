import process from 'node:process'
import express from 'express'
import { v7 as uuidv7 } from 'uuid'

/**
 * What Bindery's intake is held against: Express, a form body, one INSERT for each request, 200 when it has committed.
 * No token, no check, no queue, no log line, one index. On PostgreSQL with a pool as large as Bindery's.
 */
type Row = { id: string; event: string; dealId: number; receivedAt: string }

const table = `create table if not exists events
  (id uuid primary key, event text not null, deal_id bigint not null, received_at timestamptz not null)`

async function inserting(): Promise<(row: Row) => Promise<unknown>> {
  const { DATABASE_URL, DATA_DIR } = process.env
  if (DATABASE_URL !== undefined) {
    const { default: postgres } = await import('postgres')
    const sql = postgres(DATABASE_URL, { max: 10, onnotice: () => {} })
    await sql.unsafe(table)
    return (row) => sql`
      insert into events (id, event, deal_id, received_at)
      values (${row.id}, ${row.event}, ${row.dealId}, ${row.receivedAt})`
  }
  const { PGlite } = await import('@electric-sql/pglite')
  const client = await PGlite.create(`${DATA_DIR}/database`)
  await client.exec(table)
  const insert = 'insert into events (id, event, deal_id, received_at) values ($1, $2, $3, $4)'
  return (row) => client.query(insert, [row.id, row.event, row.dealId, row.receivedAt])
}

const insert = await inserting()
const app = express()
app.use(express.urlencoded({ extended: false }))
app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }))
app.post('/webhooks/bitrix24', async (req, res) => {
  const id = uuidv7()
  const dealId = Number(req.body['data[FIELDS][ID]'])
  await insert({ id, event: req.body.event, dealId, receivedAt: new Date().toISOString() })
  res.json({ status: 'accepted', eventId: id })
})
app.listen(Number(process.env.PORT), '127.0.0.1')
