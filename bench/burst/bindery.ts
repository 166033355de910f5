import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { RuleDocument } from '../../src/core/rules/rule.ts'
import { serviceFlags, startChild } from '../intake/child.ts'
import { applicationToken } from '../intake/credentials.ts'
import type { BurstClient, ClientState } from './client.ts'

export type BinderyPlace = {
  directory: string
  name: string
  webhookUrl: string
  /** Null: the embedded database. */
  databaseUrl: string | null
  /** Beside those that are shipped. */
  moreRules?: readonly RuleDocument[]
}

export type Bindery = BurstClient & {
  /** Whether a run of this deal has been recorded. */
  hasRunOf(dealId: number): Promise<boolean>
}

/** Where a service leaves word for commands on the same machine. */
const LocalService = z.object({ token: z.string(), pid: z.number() })

const Status = z.object({
  permissions: z.unknown(),
  queue: z.object({ pendingEvents: z.number(), waitingDeals: z.number(), runningDeals: z.number() }),
  runsLastDay: z.record(z.string(), z.number()),
})

/** The service answers a moment before it leaves word. */
async function announcedIn(dataDir: string): Promise<z.infer<typeof LocalService>> {
  for (let tries = 0; tries < 100; tries += 1) {
    const text = await readFile(join(dataDir, 'service.json'), 'utf8').catch(() => '')
    if (text.endsWith('}') || text.endsWith('}\n')) return LocalService.parse(JSON.parse(text))
    await wait(50)
  }
  throw new Error(`The service left no word in ${dataDir}`)
}

const Runs = z.object({ items: z.array(z.unknown()) })

/** The service as `npm start` runs it in production, with the rules that are shipped, of which one is live. */
export async function startBindery(place: BinderyPlace): Promise<Bindery> {
  const { directory, name, webhookUrl, databaseUrl, moreRules = [] } = place
  const dataDir = join(directory, name)
  const rulesDir = join(directory, `${name}-rules`)
  await mkdir(dataDir)
  await cp(join(import.meta.dirname, '../../rules'), rulesDir, { recursive: true })
  for (const rule of moreRules) await writeFile(join(rulesDir, `${rule.key}.json`), JSON.stringify(rule))
  const child = await startChild(['src/main.ts', 'serve'], {
    flags: serviceFlags,
    env: {
      DATA_DIR: dataDir,
      ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
      RULES_DIR: rulesDir,
      BITRIX24_WEBHOOK_URL: webhookUrl,
      BITRIX24_APPLICATION_TOKEN: applicationToken,
      BITRIX24_PLAN: 'standard',
    },
    logFile: join(directory, `${name}.log`),
  })
  const { token, pid } = await announcedIn(dataDir)
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`${child.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return response.json()
  }
  const status = async () => Status.parse(await get('/api/status'))
  while ((await status()).permissions === null) await wait(100)
  return {
    child,
    pid,
    async state(): Promise<ClientState> {
      const { queue, runsLastDay } = await status()
      return {
        isIdle: queue.pendingEvents + queue.waitingDeals + queue.runningDeals === 0,
        runs: Object.values(runsLastDay).reduce((sum, runs) => sum + runs, 0),
      }
    },
    async hasRunOf(dealId) {
      return Runs.parse(await get(`/api/runs?dealId=${dealId}&limit=1`)).items.length > 0
    },
  }
}
