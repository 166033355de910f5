import type { PortalMetadata, PortalUser } from '../../core/deal/portal-metadata.ts'
import { PortalError } from '../../core/runs/portal-error.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import type { MetadataReader } from '../../portal/portal-metadata.ts'
import { within } from '../../within.ts'

export type PortalCatalogue = PortalMetadata & { users: PortalUser[] | null; readAt: string }

/** Whoever opens the editor waits no longer than this for the portal. */
const patienceMs = 10_000
const usersFreshMs = 10 * 60_000

/** What forms for rules are made of, out of what is remembered of the portal. Throws `PortalError`. */
export function portalCatalogue(
  { portals, now }: { portals: DealPortals; now(): Date },
  metadata: MetadataReader,
): () => Promise<PortalCatalogue> {
  let known: { users: Promise<PortalUser[] | null>; readAt: number } | null = null

  function users(): Promise<PortalUser[] | null> {
    const time = now().getTime()
    if (known !== null && time - known.readAt < usersFreshMs) return known.users
    const reading = { users: portals.lookups.users(), readAt: time }
    known = reading
    // A failure is not kept.
    reading.users.catch(() => {
      if (known === reading) known = null
    })
    return reading.users
  }

  return async () => {
    const reading = Promise.all([metadata.read(), users().catch(whileAway)])
    const [{ metadata: told, ageMs }, people] = await within(patienceMs, reading, noAnswer)
    return { ...told, users: people, readAt: new Date(now().getTime() - ageMs).toISOString() }
  }
}

/** Fields matter more than names of people: without these, ids do. */
function whileAway(error: unknown): null {
  if (error instanceof PortalError) return null
  throw error
}

function noAnswer(): PortalError {
  const message = `the portal did not answer within ${patienceMs / 1000} s`
  return new PortalError('transient', { code: 'no-answer-yet', method: 'batch', message })
}
