import { sameLinks } from '../core/deal/link.ts'
import { linkDifference } from '../core/deal/link-difference.ts'
import type { Basis } from '../core/deal/link-edits.ts'
import { PortalError } from '../core/runs/portal-error.ts'
import type { Run, RunError } from '../core/runs/run.ts'

/** What a person reads of an error that no one expected; its text may hold anything, so it is not repeated. */
export function runError(error: unknown): RunError {
  if (error instanceof PortalError) {
    const next = error.isRetryable ? ' All tries were used up: run the deal again once the portal is well.' : ''
    return { code: error.code, message: `${error.message}${next}` }
  }
  const name = error instanceof Error ? error.name : 'unknown error'
  return {
    code: 'internal',
    message: `The run stopped on an error of Bindery itself (${name}); the log has the details. Run the deal again once it is mended.`,
  }
}

export function goneError(dealId: number): RunError {
  return { code: 'deal-gone', message: `Deal ${dealId} is not in the portal any more; there is nothing to do.` }
}

export function linksChanged({ id, dealId }: Run): RunError {
  return {
    code: 'links-changed',
    message: `The contacts of deal ${dealId} have changed since run ${id}, so nothing was put back. Look at what changed; with force, only what still stands as that run left it is put back.`,
  }
}

export function unknownRun(runId: string): RunError {
  return { code: 'unknown-run', message: `There is no run ${runId} any more that could be taken back.` }
}

export function gaveUp({ dealId, attempts }: { dealId: number; attempts: number }): RunError {
  return {
    code: 'gave-up',
    message: `Deal ${dealId} was tried ${attempts} times and no try came to an end; the log of that time may say why. Run the deal again.`,
  }
}

/** With what somebody had done to the contacts that a run has written over and does not come to put back. */
export function tellingOwed(error: RunError, { links, base }: Basis): RunError {
  if (sameLinks(links, base)) return error
  const { linked, removed, primary, isReordered } = linkDifference(links, base)
  const owed = [
    ...linked.map((id) => `contact ${id} linked`),
    ...removed.map((id) => `contact ${id} unlinked`),
    ...(primary === null ? [] : [`contact ${primary} made primary`]),
    ...(isReordered ? ['the contacts put in another order'] : []),
  ]
  if (owed.length === 0) return error
  const message = `${error.message} Somebody changed the contacts at the same moment, and this run has written over it without putting it back: ${owed.join(', ')}. Do that again in Bitrix24.`
  return { ...error, message }
}
