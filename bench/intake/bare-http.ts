import { createServer } from 'node:http'
import process from 'node:process'
import postgres from 'postgres'
import { v7 as uuidv7 } from 'uuid'

/**
 * The least that can keep an event before it answers: Node's own server, the body as URLSearchParams, one INSERT into a
 * table with one index. No framework, no token, no check, no queue. PostgreSQL only, with a pool as large as Bindery's.
 */
const sql = postgres(process.env.DATABASE_URL ?? '', { max: 10, onnotice: () => {} })
await sql.unsafe(`create table if not exists events
  (id uuid primary key, event text not null, deal_id bigint not null, received_at timestamptz not null)`)

createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', async () => {
    const form = new URLSearchParams(Buffer.concat(parts).toString())
    const [id, event, dealId] = [uuidv7(), form.get('event') ?? '', Number(form.get('data[FIELDS][ID]'))]
    if (request.method === 'POST') {
      await sql`
        insert into events (id, event, deal_id, received_at)
        values (${id}, ${event}, ${dealId}, ${new Date().toISOString()})`
    }
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ status: 'accepted', eventId: id }))
  })
}).listen(Number(process.env.PORT), '127.0.0.1')
