import type { Config } from '../../config/config.ts'
import type { Logger } from '../../log.ts'
import { headroomOf } from '../../portal/bucket.ts'
import { connectPortal, type PortalClient, type PortalOptions } from '../../portal/client.ts'
import { createTokenCheck } from '../../portal/token.ts'
import { parseWebhookUrl } from '../../portal/webhook-url.ts'
import { startLife } from '../../sandbox/life.ts'
import { type Sandbox, startSandbox } from '../../sandbox/portal.ts'

/** The portal that this service works on: Bitrix24, or the sandbox in its place. */
export type PortalConnection = {
  client: PortalClient
  /** How runs and the status name it. */
  name: string
  isSandbox: boolean
  /** What the sandbox's events bear, for whoever tries one by hand; null: no sandbox stands in. */
  sandboxToken: string | null
  isAcceptedToken(token: string | null): boolean
  /** Lets the sandbox, where there is one, deliver its events to this service and come to life. */
  begin(serviceUrl: string): void
  close(): Promise<void>
}

export type ConnectionOptions = {
  config: Config
  log: Logger
  version: string
  onRequest: NonNullable<PortalOptions['onRequest']>
  /** How much of the allowance is this process's at present, from 0 to 1. */
  part: () => number
  refusedPauseMs?: number | undefined
}

export async function connect({ config, log, ...options }: ConnectionOptions): Promise<PortalConnection> {
  const { version, onRequest, part, refusedPauseMs } = options
  const portalOptions = { version, onRequest, part, ...(refusedPauseMs === undefined ? {} : { refusedPauseMs }) }
  if (config.portal.kind === 'bitrix24') {
    const { webhookUrl, applicationTokens, plan, allowanceShare } = config.portal
    const client = connectPortal({
      webhookUrl: knownGood(webhookUrl),
      plan,
      headroom: headroomOf(allowanceShare),
      ...portalOptions,
    })
    return {
      client,
      name: client.host,
      isSandbox: false,
      sandboxToken: null,
      isAcceptedToken: createTokenCheck(applicationTokens),
      begin: () => {},
      close: () => client.close(),
    }
  }
  const sandbox = await startSandbox({ domain: sandboxName, memberId: sandboxMemberId, limits: 'standard' })
  const client = connectPortal({ webhookUrl: knownGood(sandbox.webhookUrl), plan: 'standard', ...portalOptions })
  let stopLife = () => {}
  return {
    client,
    name: sandboxName,
    isSandbox: true,
    sandboxToken: sandbox.applicationToken,
    isAcceptedToken: createTokenCheck([sandbox.applicationToken]),
    begin(serviceUrl) {
      sandbox.setHandler(`${serviceUrl}/webhooks/bitrix24`)
      stopLife = startLife(sandbox)
      log.info(`sandbox portal ready: ${describe(sandbox)}`)
    },
    async close() {
      stopLife()
      await client.close()
      await sandbox.close()
    },
  }
}

/** How runs and the status name the portal of a configuration, without asking it. */
export const portalNameOf = (portal: Config['portal']): string =>
  portal.kind === 'sandbox' ? sandboxName : knownGood(portal.webhookUrl).host

/** The sandbox listens on another port at each start; its runs and rules keep one name. */
export const sandboxName = 'sandbox'
const sandboxMemberId = '0'.repeat(31).concat('1')

function describe(sandbox: Sandbox): string {
  return `invented companies, contacts and deals that change now and then, at ${sandbox.origin}`
}

/** The configuration has been checked; a sandbox makes its own address. */
function knownGood(text: string) {
  const parsed = parseWebhookUrl(text, { allowHttp: true })
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.url
}
