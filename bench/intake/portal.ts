import { createServer } from 'node:http'
import process from 'node:process'
import { startSandbox } from '../../src/sandbox/portal.ts'
import { webhookSecret } from './credentials.ts'

/**
 * The portal behind Bindery, as a process of its own. `silent` takes requests and never answers, so that every worker
 * waits and intake is measured by itself. `answering` is the sandbox at full speed, with deals that are right already.
 */
const [kind, port] = [process.argv[2], Number(process.env.PORT)]

if (kind === 'silent') {
  createServer((request, response) => {
    if (request.url === '/healthz') response.end()
  }).listen(port, '127.0.0.1')
}

if (kind === 'answering') {
  const links = [{ contactId: 1, primary: true }]
  await startSandbox({
    port,
    secret: webhookSecret,
    seed: {
      contacts: [{ id: 1, name: 'Ada' }],
      companies: [{ id: 1, title: 'Hollow Creek Dairy', links }],
      // More than are run before the service is started anew.
      deals: Array.from({ length: 10_000 }, (_, at) => ({ id: at + 1, title: `Order ${at + 1}`, companyId: 1, links })),
    },
  })
}
