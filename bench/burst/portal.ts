import { createServer, type IncomingMessage } from 'node:http'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { planLimits } from '../../src/sandbox/limits.ts'
import { startSandbox } from '../../src/sandbox/portal.ts'
import { applicationToken, webhookSecret } from '../intake/credentials.ts'
import { range, seedOf } from './population.ts'
import { type OneEvent, PortalSetup, type PortalState } from './portal-messages.ts'
import { WatchedDeals } from './watched-deals.ts'

/**
 * The sandbox portal as a process of its own, with a standard plan's limits, and a second port on which the benchmark
 * orders its changes and asks what has become of them.
 */
const setup = PortalSetup.parse(JSON.parse(process.env.PORTAL_SETUP ?? ''))
const { echoes, latencyMs, operating, ...population } = setup

const sandbox = await startSandbox({
  secret: webhookSecret,
  applicationToken,
  seed: seedOf(population),
  limits: { ...planLimits.standard, operatingCost: operating?.cost ?? {} },
  latencyMs,
  behaviour: {
    linkMethodsRaiseUpdate: echoes,
    // As Bitrix24 sends events, but each once, so that the counts have no luck in them.
    eventOrder: 'random',
    eventConcurrency: 10,
    eventDuplicateShare: 0,
    batchBilling: operating?.batchBilling ?? 'inner',
    operatingTimeWaited: operating !== null,
  },
})
const watched = new WatchedDeals(sandbox, population)
let changes = 0

/** Somebody changes every deal at once; each change raises its event, as it does only where something is another then. */
function changeAll(): void {
  watched.begin()
  changes += 1
  for (const dealId of range(population.deals))
    sandbox.data.updateDeal(dealId, { opportunity: changes * 1_000 + dealId })
}

async function sendOne(dealId: number): Promise<OneEvent> {
  const begin = performance.now()
  const postedAt = performance.timeOrigin + begin
  const answered = sandbox.sendEvent('ONCRMDEALUPDATE', dealId).then(() => performance.now() - begin)
  while (!watched.isRight(dealId)) await wait(1)
  const linkedMs = performance.now() - begin
  return { postedAt, answeredMs: await answered, linkedMs }
}

function state(): PortalState {
  const { requests, commands, refused, methods, events, deliveries } = sandbox.counts
  return {
    webhookUrl: sandbox.webhookUrl,
    rightDeals: watched.right,
    allRightAfterMs: watched.allRightAfterMs,
    sinceChangeMs: watched.sinceMs,
    requests,
    commands,
    batches: methods.batch?.requests ?? 0,
    refused,
    operating: sandbox.operatingUsed(),
    events,
    deliveries,
  }
}

type Order = { path: string; body: string }

async function obey({ path, body }: Order): Promise<unknown> {
  switch (path) {
    case '/healthz':
      return {}
    case '/state':
      return state()
    case '/handler':
      sandbox.setHandler(body)
      return {}
    case '/change-all':
      changeAll()
      return {}
    case '/event':
      return sendOne(Number(body))
    default:
      throw new Error(`No such order: ${path}`)
  }
}

createServer((request, response) => {
  const path = request.url ?? '/'
  bodyOf(request)
    .then((body) => obey({ path, body }))
    .then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
}).listen(Number(process.env.PORT), '127.0.0.1')

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}
