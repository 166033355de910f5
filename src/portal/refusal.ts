import type { PortalError, PortalErrorKind } from '../core/runs/portal-error.ts'
import type { Refusal } from './envelope.ts'
import { namesNoRecord } from './methods.ts'

/** What a refusal means and what a person should do about it; `limit` still lacks its time. */
export type SortedRefusal = { kind: PortalErrorKind; code: string; remedy: string }

/** The code of a refusal that came without one and in words not known here, for instance in the portal's language. */
export const unknownRefusal = 'REFUSED_WITHOUT_CODE'

const newWebhook =
  'Create a new inbound webhook with the right "crm" in Bitrix24 and put its address into BITRIX24_WEBHOOK_URL.'
const ours = 'Please report this as a fault of Bindery.'
const grant = "Give the webhook's owner the right in the CRM's access permissions."

type Sorting = readonly [kind: PortalErrorKind, remedy: string]

/**
 * Codes that mean the same on every method, whatever the HTTP status: pages disagree on it.
 *
 * Source: Bitrix24 REST docs, `_includes/system-errors`, `error-codes`, `limits`, read 2026-08-21.
 */
const byCode = new Map<string, Sorting>([
  ['QUERY_LIMIT_EXCEEDED', ['limit', 'The portal takes no more requests for a moment.']],
  ['OPERATION_TIME_LIMIT', ['limit', 'The portal has blocked this method for some minutes.']],
  ['OVERLOAD_LIMIT', ['limit', "The portal's REST interface is blocked by hand; ask Bitrix24's support to lift it."]],
  ['INVALID_CREDENTIALS', ['wrong-credentials', newWebhook]],
  ['NO_AUTH_FOUND', ['wrong-credentials', newWebhook]],
  ['expired_token', ['wrong-credentials', newWebhook]],
  ['invalid_token', ['wrong-credentials', newWebhook]],
  ['insufficient_scope', ['wrong-credentials', 'Tick the right "crm" in the settings of the inbound webhook.']],
  ['user_access_error', ['wrong-credentials', newWebhook]],
  ['allowed_only_intranet_user', ['wrong-credentials', 'Let an employee of the portal own the webhook, not a guest.']],
  ['PORTAL_DELETED', ['wrong-credentials', 'The portal is closed or deleted; check BITRIX24_WEBHOOK_URL.']],
  ['INVALID_REQUEST', ['wrong-credentials', 'The portal wants https; change BITRIX24_WEBHOOK_URL.']],
  ['NOT_FOUND', ['not-found', 'It was deleted, or never existed.']],
  ['ERROR_METHOD_NOT_FOUND', ['our-mistake', 'Update the portal, or check that BITRIX24_WEBHOOK_URL is complete.']],
  ['WRONG_AUTH_TYPE', ['our-mistake', ours]],
  ['ERROR_BATCH_METHOD_NOT_ALLOWED', ['our-mistake', ours]],
  ['ERROR_BATCH_LENGTH_EXCEEDED', ['our-mistake', ours]],
  ['INVALID_ARG_VALUE', ['our-mistake', ours]],
  ['ENTITY_TYPE_NOT_SUPPORTED', ['our-mistake', ours]],
  ['100', ['our-mistake', ours]],
])

/** Faults inside the portal, after which a write may have been carried out. */
const illnesses = new Set(['INTERNAL_SERVER_ERROR', 'ERROR_UNEXPECTED_ANSWER', 'ERROR_CORE'])

/**
 * Sorts by code first, then HTTP status, and by English words only where the portal gives no code: nearly all failures
 * of `crm.deal.contact.*` have the empty one. `status` is null for a command inside a batch.
 *
 * Source: Bitrix24 REST docs, `api-reference/crm/deals/contacts`, read 2026-08-21.
 */
export function sortRefusal(refusal: Refusal, call: RefusedCall): SortedRefusal {
  const sorted = sortByCall(refusal, call)
  if (call.isOfAllDeals === true && sorted.kind === 'no-permission') return dealsClosed
  return call.method === 'batch' ? asOfAll(sorted, call.status) : sorted
}

type RefusedCall = { method: string; isRead: boolean; isOfAllDeals?: boolean; status: number | null }

const dealsClosed: SortedRefusal = {
  kind: 'wrong-credentials',
  code: 'DEALS_CLOSED',
  remedy: "Give the webhook's owner the right to read deals in the CRM's access permissions.",
}

const address = 'Check that BITRIX24_WEBHOOK_URL is complete and names a portal.'
const plan = "REST needs a paid plan or a Market subscription; check the portal's plan."

/** A batch as such is about no record: what is not there or not allowed is so for every other one as well, in whatever words. */
function asOfAll(sorted: SortedRefusal, status: number | null): SortedRefusal {
  const because = (remedy: string): SortedRefusal => ({ ...sorted, kind: 'wrong-credentials', remedy })
  if (sorted.kind === 'no-permission' || sorted.code === 'WRONG_AUTH_TYPE') return because(newWebhook)
  if (sorted.kind === 'not-found' || sorted.code === 'ERROR_METHOD_NOT_FOUND' || status === 410) return because(address)
  return status === 402 ? because(plan) : sorted
}

function sortByCall(refusal: Refusal, { method, isRead, status }: RefusedCall): SortedRefusal {
  const { code, description } = refusal
  const shown = code === '' || code === '0' ? noCode : code
  const as = ([kind, remedy]: Sorting, newCode = shown): SortedRefusal => ({ kind, code: newCode, remedy })
  // Only what all work needs stops all work.
  if (code === 'insufficient_scope' && !isOfCrm(method)) {
    return as(['no-permission', 'Tick the right that this method needs in the settings of the inbound webhook.'])
  }
  const known = byCode.get(code)
  if (known !== undefined) return as(known)
  if (status === 401) return as(['wrong-credentials', newWebhook])
  if (status === 429)
    return as(['limit', 'The portal has blocked this method for some minutes.'], 'OPERATION_TIME_LIMIT')
  if (code === 'ACCESS_DENIED') return as(accessDenied(method, description))
  const passing: Sorting = isRead ? ['transient', 'It usually passes by itself.'] : unclear
  if (illnesses.has(code) || (status !== null && status >= 500)) return as(passing)
  const worded = byWords(description)
  if (worded !== null) return as(worded, shown === noCode ? codeOf[worded[0]] : shown)
  if (status === 403) return as(['no-permission', grant])
  if (status === 404) return as(['not-found', 'It was deleted, or never existed.'])
  const newCode = shown === noCode ? unknownRefusal : shown
  // Every batch is of one form: what the portal has against one as such, in words of its own, is a state that it is in.
  return method === 'batch' ? as(passing, newCode) : as(['our-mistake', ours], newCode)
}

const isOfCrm = (method: string): boolean => /^crm\./.test(method) || namesNoRecord(method)

/** What stands in a record for a refusal that the portal gave no code but words for. */
const noCode = 'NO_CODE'
const codeOf: Partial<Record<PortalErrorKind, string>> = {
  'not-found': 'NOT_FOUND',
  'no-permission': 'ACCESS_DENIED',
  'our-mistake': 'INVALID_CALL',
}

export const unclear: Sorting = ['outcome-unknown', 'It may or may not have been done; the deal is read again first.']

function accessDenied(method: string, description: string): Sorting {
  if (/application context/i.test(description)) return ['our-mistake', ours]
  if (/commercial plan|REST API is available/i.test(description) || namesNoRecord(method)) {
    return ['wrong-credentials', plan]
  }
  return ['no-permission', grant]
}

function byWords(description: string): Sorting | null {
  if (/not found/i.test(description)) return ['not-found', 'It was deleted, or never existed.']
  if (/access denied|permission/i.test(description)) return ['no-permission', grant]
  if (/invalid or not defined|must be (?:an )?array|is not valid/i.test(description)) return ['our-mistake', ours]
  return null
}

/** Whether the portal refused this one call, and not the batch that it was in, without a code and in words not known here. */
export function isWordless(error: PortalError): boolean {
  return error.code === unknownRefusal && !error.isRetryable
}

/** Whether the record is not there or may not be read, in whatever words the portal says so. */
export function isUnknown(error: PortalError): boolean {
  return error.kind === 'not-found' || error.kind === 'no-permission' || isWordless(error)
}
