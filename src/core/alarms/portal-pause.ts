/** Why the portal is left alone, since when, and what a person can do about it. */
export type PortalPause = { reason: string; since: string; whatToDo: string }

const unpaid = 'Check the portal’s plan: REST needs a paid plan or a Market subscription.'
const notThere =
  'Look whether the portal opens in a browser, and whether BITRIX24_WEBHOOK_URL is its inbound webhook, whole. Bindery goes on by itself once the address answers, and after a change when it is started again.'

const byCode: Readonly<Record<string, string>> = {
  PORTAL_MOVED:
    'Stop Bindery, run "database rename" with the former and the new host, change the host in BITRIX24_WEBHOOK_URL and start.',
  DEALS_CLOSED:
    'Give the owner of the inbound webhook the right to read deals in the CRM’s access permissions; Bindery goes on by itself.',
  UNREADABLE_ANSWER: notThere,
  ERROR_METHOD_NOT_FOUND: notThere,
  PORTAL_DOWN:
    'Nothing, if it passes: one call tries again, at most a minute apart. If it stays, look whether the portal opens in a browser, and check the network and BITRIX24_WEBHOOK_URL.',
  OVERLOAD_LIMIT:
    'Ask Bitrix24’s support to lift the block of the REST interface. Bindery asks again every 15 minutes by itself.',
  insufficient_scope: 'Tick the right "crm" in the settings of the inbound webhook; Bindery goes on by itself.',
  ACCESS_DENIED: unpaid,
  PAYMENT_REQUIRED: unpaid,
  PORTAL_DELETED: 'The portal is closed or deleted. Check BITRIX24_WEBHOOK_URL.',
}
const newWebhook =
  'Create a new inbound webhook with the right "crm" in Bitrix24, put its address into BITRIX24_WEBHOOK_URL and restart Bindery. "npm run bindery -- doctor" says what is wrong.'

/** In words for people; null: the portal is called as ever. */
export function portalPause(paused: { code: string; message: string; since: number } | null): PortalPause | null {
  if (paused === null) return null
  const { code, message, since } = paused
  return { reason: message, since: new Date(since).toISOString(), whatToDo: byCode[code] ?? newWebhook }
}
