import { PortalError } from '../core/runs/portal-error.ts'
import { understand } from './ask.ts'
import type { CommandAnswer } from './batch.ts'
import type { PortalClient } from './client.ts'
import { healthQuestions, methodQuestions } from './health-questions.ts'

export type CheckStatus = 'ok' | 'warning' | 'failed' | 'unknown'

/** One finding in plain words for an administrator; `remedy` is empty where nothing needs doing. */
export type HealthCheck = { name: string; status: CheckStatus; message: string; remedy: string }

export type PortalHealth = {
  /** The worst of the checks; `unknown` counts less than a warning. */
  status: CheckStatus
  host: string
  checks: HealthCheck[]
}

type Finding = Omit<HealthCheck, 'name'>
type Answers = Map<string, CommandAnswer>
type Check = (answers: Answers, client: PortalClient) => Finding

const ok = (message: string): Finding => ({ status: 'ok', message, remedy: '' })
const tickCrm = 'Tick the right "crm" in the settings of the inbound webhook.'
const grantRead = "Give the webhook's owner the right to read it in the CRM's access permissions."

/**
 * Checks what can be checked without changing anything, in one request. Whether the owner may change a given deal only
 * the first write tells: Bitrix24 has no dry run. Never throws a `PortalError`, nor one that `asker` is aborted with.
 *
 * Source: Bitrix24 REST docs, `api-reference/common/system`, `api-reference/common/users/profile`, read 2026-08-21.
 */
export async function checkPortal(
  client: PortalClient,
  { now = Date.now, asker }: { now?: () => number; asker?: AbortSignal } = {},
): Promise<PortalHealth> {
  const askedAt = now()
  try {
    const answers = await client.batch({ ...healthQuestions, ...methodQuestions }, asker)
    const checks: [string, Check][] = [
      ['credentials', checkCredentials],
      ['scope', checkScope],
      ['methods', checkMethods],
      ['link-fields', checkLinkFields],
      ['deals', (all) => checkRows(all, 'deals')],
      ['contacts', (all) => checkRows(all, 'contacts')],
      ['companies', (all) => checkRows(all, 'companies')],
      ['clock', (all, asked) => checkClock(all, asked, (askedAt + now()) / 2)],
    ]
    return summary(
      client,
      checks.map(([name, check]) => ({ name, ...orFailure(() => check(answers, client)) })),
    )
  } catch (error) {
    if (!(error instanceof PortalError)) throw error
    return summary(client, [{ name: 'credentials', ...failure(error) }])
  }
}

function orFailure(check: () => Finding): Finding {
  try {
    return check()
  } catch (error) {
    if (error instanceof PortalError) return failure(error)
    throw error
  }
}

/** A portal that cannot be reached or is busy says nothing about its settings. */
function failure(error: PortalError): Finding {
  return {
    status: error.isRetryable ? 'unknown' : 'failed',
    message: error.message,
    remedy: error.isRetryable ? 'Check again in a few minutes.' : '',
  }
}

const checkCredentials: Check = (answers, client) => {
  const profile = understand(client, healthQuestions.profile, answers.get('profile'))
  if (profile === null) {
    const remedy = 'Create a new inbound webhook in the name of an active employee and set BITRIX24_WEBHOOK_URL.'
    return { status: 'failed', message: "The webhook's owner is dismissed or inactive.", remedy }
  }
  return ok(`The webhook works and belongs to user ${profile.id}${profile.isAdmin ? ', an administrator' : ''}.`)
}

const checkScope: Check = (answers, client) =>
  understand(client, healthQuestions.scope, answers.get('scope')).includes('crm')
    ? ok('The webhook has the right "crm".')
    : { status: 'failed', message: 'The webhook lacks the right "crm".', remedy: tickCrm }

const checkMethods: Check = (answers, client) => {
  const methods = Object.entries(methodQuestions).map(([key, question]) => ({
    name: question.params.name,
    ...understand(client, question, answers.get(key)),
  }))
  const absent = methods.filter((method) => !method.isExisting).map((method) => method.name)
  const closed = methods.filter((method) => method.isExisting && !method.isAvailable).map((method) => method.name)
  if (absent.length > 0) {
    return { status: 'failed', message: `The portal lacks ${absent.join(', ')}.`, remedy: 'Update the portal.' }
  }
  if (closed.length > 0) {
    return { status: 'failed', message: `The webhook may not call ${closed.join(', ')}.`, remedy: tickCrm }
  }
  return ok('All six methods for the contacts of a deal can be called.')
}

const checkLinkFields: Check = (answers, client) => {
  const fields = understand(client, healthQuestions.linkFields, answers.get('linkFields'))
  const absent = ['CONTACT_ID', 'SORT', 'IS_PRIMARY'].filter((name) => !fields.includes(name))
  if (absent.length === 0) return ok("The portal's links have the fields that Bindery relies on.")
  const message = `The portal's links between deals and contacts lack ${absent.join(', ')}.`
  return { status: 'failed', message, remedy: 'Update the portal, or report this as a fault of Bindery.' }
}

function checkRows(answers: Answers, key: 'deals' | 'contacts' | 'companies'): Finding {
  const answer = answers.get(key)
  if (answer?.ok === false) throw answer.error
  const count = healthQuestions[key].answer.safeParse(answer?.result).data ?? 0
  if (count > 0) return ok(`The webhook's owner can read ${key}.`)
  // What may not be read is left out of lists without a word.
  return {
    status: 'warning',
    message: `No ${key} are visible: there are none, or the owner may not read them.`,
    remedy: grantRead,
  }
}

const longestSkewMs = 60_000

function checkClock(answers: Answers, client: PortalClient, hereMs: number): Finding {
  const answer = answers.get('serverTime')
  if (answer?.ok === false) {
    return { status: 'unknown', message: `The portal does not tell its time: ${answer.error.message}`, remedy: '' }
  }
  const thereMs = understand(client, healthQuestions.serverTime, answer)
  const skewMs = Math.round(thereMs - hereMs)
  if (Math.abs(skewMs) <= longestSkewMs) return ok("The portal's clock and this computer's agree.")
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  const message = `The portal's clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} this computer's.`
  return { status: 'warning', message, remedy: "Set this computer's clock by a time server (NTP)." }
}

function summary(client: PortalClient, checks: HealthCheck[]): PortalHealth {
  const worstFirst: CheckStatus[] = ['failed', 'warning', 'unknown', 'ok']
  const status = worstFirst.find((candidate) => checks.some((check) => check.status === candidate)) ?? 'unknown'
  return { status, host: client.host, checks }
}
