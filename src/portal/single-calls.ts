import { PortalError } from '../core/runs/portal-error.ts'
import type { Command, CommandAnswer } from './batch.ts'
import type { PortalClient } from './client.ts'
import { isRead } from './methods.ts'

/** Whether batches as such are not to be sent for a while, as on a portal that charges them and not what is in them. */
export function isPauseOfBatches(error: unknown): error is PortalError {
  return error instanceof PortalError && error.code === 'OPERATION_TIME_LIMIT' && error.method === 'batch'
}

/**
 * The same that a batch would do, with a request for each command. Once one could not be made for the time being, no write
 * follows it: contacts are not unlinked where those who are to take their place could not be linked.
 */
export async function callEach(
  client: PortalClient,
  commands: readonly Command[],
  asker?: AbortSignal,
): Promise<CommandAnswer[]> {
  const answers: CommandAnswer[] = []
  let limit: PortalError | null = null
  for (const { method, params } of commands) {
    if (limit !== null && !isRead(method)) {
      answers.push({ ok: false, error: limit })
      continue
    }
    try {
      answers.push({ ok: true, result: (await client.call(method, params, asker)).result })
    } catch (error) {
      if (asker?.aborted || !(error instanceof PortalError)) throw error
      if (error.kind === 'limit') limit ??= error
      answers.push({ ok: false, error })
    }
  }
  return answers
}
