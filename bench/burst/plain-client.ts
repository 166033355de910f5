import { join } from 'node:path'
import { z } from 'zod'
import { startChild } from '../intake/child.ts'
import type { BurstClient, StartClient } from './client.ts'

const Progress = z.object({ pid: z.number(), waiting: z.number() })

/** One of the programs of this directory that Bindery is held against. */
export const startPlainClient =
  (program: 'one-by-one' | 'naive-batches'): StartClient =>
  async ({ directory, name, webhookUrl }): Promise<BurstClient> => {
    const child = await startChild([`bench/burst/${program}.ts`], {
      env: { PORTAL_WEBHOOK_URL: webhookUrl },
      logFile: join(directory, `${name}.log`),
    })
    const progress = async () => Progress.parse(await (await fetch(`${child.url}/progress`)).json())
    return {
      child,
      pid: (await progress()).pid,
      state: async () => ({ isIdle: (await progress()).waiting === 0, runs: null }),
    }
  }
