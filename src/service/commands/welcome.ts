import type { Config } from '../../config/config.ts'
import type { Service } from '../assembly/service.ts'

/** What the start says to the person who watches it: where to look and what to try. */
export async function welcome(service: Service, config: Config, json: boolean): Promise<string> {
  const { baseUrl, publicUrl, sandboxToken } = service
  if (sandboxToken === null) await service.endTrials()
  const console = await service.signInLink()
  const webhook = `${publicUrl}/webhooks/bitrix24`
  if (json) return `${JSON.stringify({ baseUrl, console, webhook })}\n`
  const token =
    config.apiToken !== null ? '$BINDERY_API_TOKEN' : sandboxToken !== null ? await service.trialToken() : null
  return [
    '',
    `  Bindery listens on ${baseUrl}`,
    '',
    '  Console, to be opened once within a day; it signs you in:',
    `    ${console}`,
    ...(sandboxToken !== null
      ? ['', '  No portal is set: a sandbox portal with invented deals stands in for Bitrix24.']
      : ['', '  Handler address for the outbound webhook in Bitrix24:', `    ${webhook}`]),
    ...(token === null
      ? []
      : ['', '  Try the API:', `    curl -H "Authorization: Bearer ${token}" '${baseUrl}/api/runs?limit=5'`]),
    ...(sandboxToken === null
      ? []
      : [
          '',
          '  Send it an event of a deal, as Bitrix24 would:',
          `    curl -d event=ONCRMDEALUPDATE -d 'data[FIELDS][ID]=15' -d 'auth[application_token]=${sandboxToken}' ${webhook}`,
        ]),
    '',
    '',
  ].join('\n')
}
