import type { StatusReport } from '../api/client.ts'
import type { Say } from '../languages/say.ts'

/** Which process works on deals: the one that answers, or another by its host and number. */
export function workerInWords({ name, isThisProcess }: StatusReport['worker'], say: Say): string {
  if (isThisProcess) return say('portalSettings.thisProcess')
  const [host, process] = name.split('/')
  return process === undefined ? name : say('portalSettings.otherProcess', { host, process })
}
