import { applicationToken } from './credentials.ts'

/** An outbound webhook's body as Bitrix24 posts it: percent-encoded brackets, every value a text. */
export function eventForm(dealId: number): string {
  return new URLSearchParams({
    event: 'ONCRMDEALUPDATE',
    event_handler_id: '332',
    'data[FIELDS][ID]': String(dealId),
    ts: String(Math.floor(Date.now() / 1000)),
    'auth[domain]': 'benchmark.bitrix24.com',
    'auth[client_endpoint]': 'https://benchmark.bitrix24.com/rest/',
    'auth[server_endpoint]': 'https://oauth.bitrix24.tech/rest/',
    'auth[member_id]': '0b5c3a1e9f7d4c2b8a6e0d1f3c5b7a99',
    'auth[application_token]': applicationToken,
  }).toString()
}
