import type { Config } from '../config/config.ts'
import type { Service } from './start-service.ts'

/** What the start says to the person who watches it: where to look and what to try. */
export async function welcome(service: Service, config: Config, json: boolean): Promise<string> {
  const { baseUrl, publicUrl, isSandbox } = service
  const console = await service.signInLink()
  const webhook = `${publicUrl}/webhooks/bitrix24`
  if (json) return `${JSON.stringify({ baseUrl, console, webhook })}\n`
  const token = config.apiToken !== null ? '$BINDERY_API_TOKEN' : isSandbox ? await service.trialToken() : null
  return [
    '',
    `  Bindery listens on ${baseUrl}`,
    '',
    '  Console, to be opened once within a day; it signs you in:',
    `    ${console}`,
    ...(isSandbox
      ? ['', '  No portal is set: a sandbox portal with invented deals stands in for Bitrix24.']
      : ['', '  Handler address for the outbound webhook in Bitrix24:', `    ${webhook}`]),
    ...(token === null
      ? []
      : ['', '  Try the API:', `    curl -H "Authorization: Bearer ${token}" '${baseUrl}/api/runs?limit=5'`]),
    '',
    '',
  ].join('\n')
}
