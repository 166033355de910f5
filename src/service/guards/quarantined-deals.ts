import { type Quarantine, whyQuarantined } from '../../core/guards/quarantine.ts'
import type { Database } from '../../database/connection/open.ts'
import { listQuarantined } from '../../database/guards/quarantines.ts'
import type { HttpDeps } from '../../http/app.ts'

/** The deals that are not written until a person releases them. */
export async function quarantinedDeals(
  { database, portalId }: { database: Database; portalId: number },
  page: Parameters<HttpDeps['listQuarantined']>[0],
): ReturnType<HttpDeps['listQuarantined']> {
  const { items, nextCursor } = await listQuarantined(database, portalId, page)
  return {
    items: items.map(({ dealId, ...quarantine }) => ({ dealId, ...quarantineInWords(dealId, quarantine) })),
    nextCursor,
  }
}

/** As the API tells it. */
export function quarantineInWords(dealId: number, { since, swing }: Quarantine) {
  return { since, why: whyQuarantined(dealId, swing), ...swing }
}
