import { join } from 'node:path'
import { type Child, startChild } from '../intake/child.ts'
import { OneEvent, type PortalSetup, PortalState } from './portal-messages.ts'

/** The portal's process, seen from the benchmark. */
export type PortalProcess = {
  child: Child
  state(): Promise<PortalState>
  setHandler(url: string): Promise<void>
  changeAll(): Promise<void>
  /** Sends one event and waits until its deal has the right links. */
  sendOne(dealId: number): Promise<OneEvent>
}

export async function startPortalProcess(directory: string, name: string, setup: PortalSetup): Promise<PortalProcess> {
  const child = await startChild(['bench/burst/portal.ts'], {
    env: { PORTAL_SETUP: JSON.stringify(setup) },
    logFile: join(directory, `portal-${name}.log`),
  })
  const order = async (path: string, body = ''): Promise<unknown> => {
    const response = await fetch(`${child.url}${path}`, { method: 'POST', body })
    if (!response.ok) throw new Error(`The portal failed at ${path}: ${await response.text()}`)
    return response.json()
  }
  return {
    child,
    state: async () => PortalState.parse(await order('/state')),
    setHandler: async (url) => void (await order('/handler', `${url}/webhooks/bitrix24`)),
    changeAll: async () => void (await order('/change-all')),
    sendOne: async (dealId) => OneEvent.parse(await order('/event', String(dealId))),
  }
}
