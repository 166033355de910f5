import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { documentedBehaviour, type SandboxBehaviour } from './behaviour.ts'
import { Calls, type SandboxRequest } from './calls.ts'
import { Counter, type SandboxCounts } from './counts.ts'
import { Crm, type Raise } from './crm.ts'
import { SandboxDesk } from './desk.ts'
import { Directories } from './directories.ts'
import { EventQueue, type SandboxDelivery } from './event-queue.ts'
import { SandboxFaults } from './faults.ts'
import { Fields } from './fields.ts'
import { LeakyBuckets, OperatingTimes, planLimits, type SandboxLimits } from './limits.ts'
import type { PortalState, SandboxNotification } from './method.ts'
import { portalMethods } from './methods.ts'
import { Records } from './records.ts'
import { Rights } from './rights.ts'
import { sampleData } from './sample.ts'
import { plant, type SandboxData } from './seed.ts'
import { createPortalServer } from './server.ts'

export type SandboxOptions = {
  /** Default `127.0.0.1`. */
  host?: string
  /** Default 0: any free port. */
  port?: number
  /** Owner of the inbound webhook; default 1. */
  userId?: number
  /** Of the inbound webhook; default random. */
  secret?: string
  /** Of the outbound webhook; default random. */
  applicationToken?: string
  memberId?: string
  /** What events call `auth[domain]`; default host and port. */
  domain?: string
  /** Address of the outbound webhook's handler; `null` for none. */
  handlerUrl?: string | null
  /** Events that the outbound webhook has ticked; default those of deals. */
  subscriptions?: readonly string[]
  /** Scopes of the inbound webhook; default `crm` and `user_brief`. */
  scopes?: readonly string[]
  /** Default `sample`. */
  seed?: SandboxData | 'sample' | 'empty'
  behaviour?: Partial<SandboxBehaviour>
  /** Default `none`. */
  limits?: Partial<SandboxLimits> | keyof typeof planLimits
  /** Time every answer takes. */
  latencyMs?: number
  /** Milliseconds since 1970; of records, limits and `ts`. */
  clock?: () => number
  random?: () => number
}

export type Sandbox = {
  /** `http://HOST:PORT/rest/USER/SECRET/` */
  webhookUrl: string
  applicationToken: string
  memberId: string
  origin: string
  setHandler(url: string | null): void
  /** Can be changed while the portal runs. */
  behaviour: SandboxBehaviour
  data: SandboxDesk
  faults: SandboxFaults
  requests: readonly SandboxRequest[]
  /** What people of the portal were notified of, oldest first. */
  notifications: readonly SandboxNotification[]
  deliveries: readonly SandboxDelivery[]
  /** Everything since the start, also what `requests` and `deliveries` have forgotten. */
  counts: SandboxCounts
  /** Operating time in seconds that each method has used in the last ten minutes. */
  operatingUsed(): Readonly<Record<string, number>>
  /** Settles when no event is waiting or on its way. */
  drained(): Promise<void>
  /** Sends an event at once, whatever it is: also one of a deal that does not exist, or with more fields. */
  sendEvent(name: string, id: number | string, fields?: Readonly<Record<string, string>>): Promise<SandboxDelivery>
  close(): Promise<void>
}

const dealEvents = ['ONCRMDEALADD', 'ONCRMDEALUPDATE', 'ONCRMDEALDELETE']

/** Starts a Bitrix24 portal in memory, listening on a real port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, userId: ownerId = 1 } = options
  const { clock = Date.now, random = Math.random, latencyMs = 0 } = options
  const secret = options.secret ?? randomBytes(8).toString('hex')
  const applicationToken = options.applicationToken ?? randomBytes(16).toString('hex')
  const memberId = options.memberId ?? randomBytes(16).toString('hex')
  const behaviour: SandboxBehaviour = { ...documentedBehaviour, ...options.behaviour }
  const limits = limitsOf(options.limits)

  let handlerUrl: string | null = null
  let domain = options.domain ?? ''
  const counter = new Counter()
  const queue = new EventQueue({
    counter,
    behaviour,
    clock,
    random,
    subscriptions: options.subscriptions ?? dealEvents,
    webhook: () => ({
      handlerUrl,
      auth: {
        domain,
        client_endpoint: `https://${domain}/rest/`,
        server_endpoint: 'https://oauth.bitrix.info/rest/',
        member_id: memberId,
        application_token: applicationToken,
      },
    }),
  })
  const raise: Raise = (event, id) => queue.raise(event, id)
  const records = new Records()
  const fields = new Fields()
  const directories = new Directories()
  const rights = new Rights(options.scopes ?? ['crm', 'user_brief'])
  const crm = new Crm({ records, fields, directories, behaviour, clock, raise })
  const notifications: SandboxNotification[] = []
  const portal: PortalState = { records, fields, directories, rights, behaviour, crm, notifications, clock, ownerId }
  directories.users.set(ownerId, { id: ownerId, name: 'Integration', lastName: 'Owner', isAdmin: true })
  const personId = ownerId + 1
  directories.users.set(personId, { id: personId, name: 'Mira', lastName: 'Lindqvist', workPosition: 'Sales' })
  const desk = new SandboxDesk({ records, fields, directories, rights, crm, raise, personId })
  plant(desk, seedOf(options.seed))
  // Set after the seed is planted: what a portal begins with raises no events.
  handlerUrl = options.handlerUrl ?? null

  const faults = new SandboxFaults()
  const operating = new OperatingTimes(limits, clock)
  const calls = new Calls({ methods: portalMethods(), portal, faults, operating, counter })
  const buckets = new LeakyBuckets(limits, clock)
  const server = createPortalServer({ calls, portal, faults, buckets, secret, latencyMs })
  const listeningPort = await listen(server, port, host)
  const address = `${host.includes(':') ? `[${host}]` : host}:${listeningPort}`
  domain ||= address
  const origin = `http://${address}`

  return {
    webhookUrl: `${origin}/rest/${ownerId}/${secret}/`,
    applicationToken,
    memberId,
    origin,
    setHandler(url) {
      handlerUrl = url
    },
    behaviour,
    data: desk,
    faults,
    requests: calls.log,
    notifications,
    deliveries: queue.deliveries,
    counts: counter,
    operatingUsed: () => operating.used(),
    drained: () => queue.drained(),
    sendEvent: (name, id, extra) => queue.send(name, id, extra),
    async close() {
      queue.close()
      await closeServer(server)
    },
  }
}

function limitsOf(limits: SandboxOptions['limits'] = 'none'): SandboxLimits {
  return typeof limits === 'string' ? planLimits[limits] : { ...planLimits.none, ...limits }
}

function seedOf(seed: SandboxOptions['seed'] = 'sample'): SandboxData {
  if (seed === 'empty') return {}
  return seed === 'sample' ? sampleData : seed
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  // A TCP server's address is never a pipe's name.
  return (server.address() as AddressInfo).port
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}

export type {
  SandboxBehaviour,
  SandboxCounts,
  SandboxData,
  SandboxDelivery,
  SandboxDesk,
  SandboxFaults,
  SandboxLimits,
  SandboxRequest,
}
