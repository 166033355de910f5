import type { Config } from '../config.ts'
import type { Service } from './start-service.ts'

/** What the start says to the person who watches it: where to look and what to try. */
export async function welcome(service: Service, config: Config): Promise<string[]> {
  const lines = [
    `Bindery listens on ${service.baseUrl}`,
    `console: open ${await service.signInLink()} once to sign in (valid for a day, used up by the first visit)`,
  ]
  if (!service.isSandbox) return [...lines, `webhook for Bitrix24: ${service.publicUrl}/webhooks/bitrix24`]
  const token = config.apiToken === null ? await service.trialToken() : '$BINDERY_API_TOKEN'
  return [...lines, `API: curl -H "Authorization: Bearer ${token}" '${service.baseUrl}/api/runs?limit=5'`]
}
