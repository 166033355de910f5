import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { z } from 'zod'
import type { Config, PortalPlan } from '../../src/config/config.ts'
import type { RuleDocument } from '../../src/core/rules/rule.ts'
import type { Run } from '../../src/core/runs/run.ts'
import type { JournalEvent } from '../../src/core/turns/store.ts'
import { JournalEventShape } from '../../src/http/schemas/event.ts'
import { Run as RunShape } from '../../src/http/schemas/run.ts'
import { StatusReport } from '../../src/http/schemas/status.ts'
import { createLog } from '../../src/log.ts'
import { redact } from '../../src/portal/redact.ts'
import type { QueueSettings } from '../../src/queue/settings.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/portal.ts'
import type { SpoolAlertTimes } from '../../src/service/alerts/spool.ts'
import type { AlertTimes } from '../../src/service/alerts/worker.ts'
import { startService } from '../../src/service/assembly/start-service.ts'
import type { LeaseTimes } from '../../src/service/process/lease.ts'
import type { SignInLimits } from '../../src/service/sign-in/limit.ts'
import { copyPgliteTemplate, createPostgresDatabase, type DatabaseKind } from './databases.ts'
import { patiently } from './patiently.ts'

export type ServiceOptions = {
  /** Default `postgres`: a copy of its template is made in a tenth of the time that an embedded database takes. */
  database?: DatabaseKind
  /** Instead of a database of its own: a PostgreSQL that several services share. */
  databaseUrl?: string
  /** Instead of a database of its own: the directory of an embedded one, kept when the service closes. */
  databaseDir?: string
  /** Instead of these, and none unless told: those that the database has. */
  areRulesKept?: boolean
  rules?: Partial<RuleDocument>[]
  /** Instead of an empty portal of its own: one that several services share. */
  sandbox?: Sandbox
  portal?: SandboxOptions
  queue?: Partial<QueueSettings>
  lease?: LeaseTimes
  refusedPauseMs?: number
  patienceMs?: number
  signInLimits?: SignInLimits
  applicationTokens?: string[]
  sweeps?: Config['sweeps']
  openid?: Config['openid']
  spoolLimitBytes?: number
  doors?: Partial<Config['doors']>
  eventAddressesUrl?: string
  retention?: Config['retention']
  alerts?: Partial<Config['alerts']>
  /** Without: what is alarming is not looked for. */
  alertTimes?: AlertTimes
  tracing?: Config['tracing']
  spoolAlertTimes?: SpoolAlertTimes
  /** Instead of one of its own, which goes with it. */
  dataDir?: string
  /** Of the portal; without limits unless told. */
  plan?: PortalPlan
}

/** A guess that costs next to nothing: what a real one costs has a test of its own. */
const cheapPasswords = { ln: 4, r: 8, p: 1 }

export type Answer = { status: number; body: unknown }

export type RunningService = {
  sandbox: Sandbox
  baseUrl: string
  apiToken: string
  /** Everything that was logged, at the level `trace`. */
  log: readonly string[]
  /** The one-time link that a start prints. */
  signInLink(): Promise<string>
  api(method: string, path: string, body?: unknown): Promise<Answer>
  /** These rules and no others from now on. */
  obey(...rules: Partial<RuleDocument>[]): Promise<void>
  runNow(dealId: number): Promise<Run>
  /** The runs of a deal as recorded, oldest first. */
  runsOf(dealId: number): Promise<Run[]>
  waitForRun(dealId: number, predicate?: (run: Run) => boolean): Promise<Run>
  eventsOf(dealId: number): Promise<JournalEvent[]>
  /** Resolves when no event is on its way, none waits for a run and no deal is in one. */
  quiet(): Promise<void>
  close(): Promise<void>
}

export function aRule(of: Partial<RuleDocument> = {}): RuleDocument {
  return {
    key: 'attach-company-primary-contact',
    name: 'A rule of a test',
    mode: 'live',
    priority: 100,
    on: ['ONCRMDEALADD', 'ONCRMDEALUPDATE'],
    conditions: { all: [] },
    actions: [{ type: 'attach', contacts: { from: 'company', select: 'primary' } }],
    ...of,
  }
}

/** An empty portal whose events come in order, once, and of nothing but people's changes. */
export function aPortal(options: SandboxOptions = {}): Promise<Sandbox> {
  const plain = { eventOrder: 'kept', eventDuplicateShare: 0, linkMethodsRaiseUpdate: false } as const
  // How soon an answer comes depends on the machine.
  const behaviour = { ...plain, handlerTimeoutMs: patiently.timeout, slowPauseMs: 0 }
  return startSandbox({ seed: 'empty', ...options, behaviour: { ...behaviour, ...options.behaviour } })
}

/** The whole service on a sandbox portal that sends it its events. Close it when the tests are done. */
export async function aService(options: ServiceOptions = {}): Promise<RunningService> {
  const undo: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return await start(options, undo, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function start(
  options: ServiceOptions,
  undo: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<RunningService> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'bindery-service-')))
  if (options.dataDir === undefined) undo.push(() => rm(dataDir, { recursive: true, force: true }))
  const rulesDir = join(dataDir, 'rules')
  await mkdir(rulesDir, { recursive: true })
  const sandbox = options.sandbox ?? (await aPortal(options.portal))
  if (options.sandbox === undefined) undo.push(() => sandbox.close())

  const apiToken = randomBytes(24).toString('hex')
  const config: Config = {
    isProduction: false,
    database: await databaseOf(options, undo),
    dataDir,
    port: 0,
    host: '127.0.0.1',
    publicUrl: null,
    portal: {
      kind: 'bitrix24',
      webhookUrl: sandbox.webhookUrl,
      applicationTokens: options.applicationTokens ?? [sandbox.applicationToken],
      plan: options.plan ?? 'onpremise',
      allowanceShare: 0.75,
    },
    apiToken,
    openid: options.openid ?? null,
    rulesDir,
    logLevel: 'trace',
    // Only when a test asks: every look at the portal is in its requests.
    spoolLimitBytes: options.spoolLimitBytes ?? 64_000_000,
    doors: { trustedProxies: [], eventSources: null, fourEyes: false, breachedPasswordsUrl: null, ...options.doors },
    retention: options.retention ?? { personalDataDays: null, runsDays: null, eventsDays: null },
    tracing: options.tracing ?? null,
    alerts: { webhook: null, email: null, bitrix24Users: [], failurePercent: 10, sweepDeals: 50, ...options.alerts },
    sweeps: options.sweeps ?? { changes: { kind: 'off' }, 'open-deals': { kind: 'off' } },
  }
  const lines: string[] = []
  const log = createLog({ level: 'trace', stream: { write: (line) => lines.push(line) }, redactText: redact })
  const queue = { longestRetryDelaySeconds: 1, lookEveryMs: 250, ...options.queue }
  const service = await startService({
    config,
    log,
    version: '0.0.0',
    queue,
    ...(options.lease === undefined ? {} : { lease: options.lease }),
    ...(options.refusedPauseMs === undefined ? {} : { refusedPauseMs: options.refusedPauseMs }),
    patienceMs: options.patienceMs,
    passwordCost: cheapPasswords,
    signInLimits: options.signInLimits,
    eventAddressesUrl: options.eventAddressesUrl,
    alertTimes: options.alertTimes ?? null,
    ...(options.spoolAlertTimes && { spoolAlertTimes: options.spoolAlertTimes }),
  })
  undo.push(() => service.close())
  if (options.sandbox === undefined) sandbox.setHandler(`${service.baseUrl}/webhooks/bitrix24`)

  const api = apiOf(service.baseUrl, apiToken)
  const running: RunningService = {
    sandbox,
    baseUrl: service.baseUrl,
    apiToken,
    log: lines,
    signInLink: () => service.signInLink(),
    api,
    close,
    async obey(...rules) {
      const { items } = Rules.parse((await api('GET', '/api/rules')).body)
      const wanted = rules.map(aRule)
      const gone = items.filter(({ key }) => !wanted.some((rule) => rule.key === key))
      for (const { key } of gone) await api('DELETE', `/api/rules/${key}`)
      for (const rule of wanted) {
        const { status, body } = await api('PUT', `/api/rules/${rule.key}`, rule)
        expect(status, JSON.stringify(body)).toBeLessThan(300)
      }
    },
    runNow: (dealId) => runDeal(api, dealId),
    async runsOf(dealId) {
      const { items } = Ids.parse((await api('GET', `/api/runs?dealId=${dealId}&limit=200`)).body)
      const answers = await Promise.all(items.map(({ id }) => api('GET', `/api/runs/${id}`)))
      return answers.map(({ body }) => RunShape.parse(body)).reverse()
    },
    waitForRun: (dealId, predicate = () => true) =>
      vi.waitFor(async () => {
        const runs = await running.runsOf(dealId)
        const run = runs.find(predicate)
        if (run === undefined) throw new Error(`no such run of deal ${dealId} among ${JSON.stringify(runs, null, 1)}`)
        return run
      }, patiently),
    async eventsOf(dealId) {
      return Events.parse((await api('GET', `/api/events?dealId=${dealId}&limit=200`)).body).items
    },
    quiet: () =>
      vi.waitFor(async () => {
        await sandbox.drained()
        const { queue, permissions } = StatusReport.parse((await api('GET', '/api/status')).body)
        expect(queue).toMatchObject({ pendingEvents: 0, waitingDeals: 0, runningDeals: 0 })
        expect(permissions, 'the check of the portal at the start is done').not.toBeNull()
      }, patiently),
  }
  if (options.areRulesKept !== true) await running.obey(...(options.rules ?? []))
  await running.quiet()
  return running
}

const Rules = z.object({ items: z.array(z.looseObject({ key: z.string() })) })
const Ids = z.object({ items: z.array(z.looseObject({ id: z.string() })) })
const Events = z.object({ items: z.array(JournalEventShape) })

/** Requests to a service's API, as its administrator. */
export function apiOf(baseUrl: string, token: string): RunningService['api'] {
  return async (method, path, body) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = /^application\/json\b/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, body: isJson ? JSON.parse(text) : text }
  }
}

/** Has a deal run, and waits for it also where the service has its caller wait no longer, as on a slow machine. */
export async function runDeal(api: RunningService['api'], dealId: number): Promise<Run> {
  const askedAt = new Date().toISOString()
  const { status, body } = await api('POST', `/api/deals/${dealId}/run`)
  if (status === 200) return RunShape.parse(body)
  expect(status, JSON.stringify(body)).toBe(202)
  return vi.waitFor(async () => {
    const { items } = Ids.parse((await api('GET', `/api/runs?dealId=${dealId}&trigger=manual&limit=1`)).body)
    const run = RunShape.parse((await api('GET', `/api/runs/${items[0]?.id}`)).body)
    if (run.finishedAt < askedAt) throw new Error(`no run of deal ${dealId} yet: ${JSON.stringify(run)}`)
    return run
  }, patiently)
}

async function databaseOf(
  { database = 'postgres', databaseUrl, databaseDir }: ServiceOptions,
  undo: (() => Promise<unknown>)[],
): Promise<Config['database']> {
  if (databaseUrl !== undefined) return { kind: 'postgres', url: databaseUrl }
  if (databaseDir !== undefined) return { kind: 'embedded', dataDir: databaseDir }
  if (database === 'pglite') {
    const dataDir = await copyPgliteTemplate()
    undo.push(() => rm(dataDir, { recursive: true, force: true }))
    return { kind: 'embedded', dataDir }
  }
  const { url, drop } = await createPostgresDatabase()
  undo.push(drop)
  return { kind: 'postgres', url }
}

/** What the portal carried out or refused of one deal's link methods: names without the family's prefix. */
export function linkCalls(sandbox: Sandbox, dealId: number): string[] {
  return sandbox.requests
    .filter(({ method, params }) => method.startsWith('crm.deal.contact.') && Number(params.id) === dealId)
    .map(({ method }) => method.replace('crm.deal.contact.', ''))
}

export function writesOn(sandbox: Sandbox, dealId: number): string[] {
  return linkCalls(sandbox, dealId).filter((call) => call !== 'items.get')
}

/** A deal's links as `7* 9`: by sort, the primary one starred. */
export function linksInWords(links: readonly { contactId: number; isPrimary: boolean }[]): string {
  return links.map(({ contactId, isPrimary }) => `${contactId}${isPrimary ? '*' : ''}`).join(' ')
}
