import type { PortalMetadata, PortalUser } from '../../core/deal/portal-metadata.ts'
import { PortalError } from '../../core/runs/portal-error.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import type { MetadataReader } from '../../portal/portal-metadata.ts'
import { type SharedQuestion, shareQuestion } from '../../portal/shared-question.ts'
import type { AskPortal } from './ask-portal.ts'

export type PortalCatalogue = PortalMetadata & { users: PortalUser[] | null; readAt: string }

const usersFreshMs = 10 * 60_000

/** What forms for rules are made of, out of what is remembered of the portal. Throws `PortalError`. */
export function portalCatalogue(
  { portals, askPortal, now }: { portals: DealPortals; askPortal: AskPortal; now(): Date },
  metadata: MetadataReader,
): (gone: AbortSignal) => Promise<PortalCatalogue> {
  let known: { users: SharedQuestion<PortalUser[] | null>; readAt: number } | null = null

  function users(asker: AbortSignal): Promise<PortalUser[] | null> {
    const time = now().getTime()
    const isKnown = known !== null && time - known.readAt < usersFreshMs && !known.users.isGivenUp()
    if (known !== null && isKnown) return known.users.join(asker)
    const reading = {
      readAt: time,
      users: shareQuestion((givenUp) =>
        portals
          .lookups(givenUp)
          .users()
          .catch((error: unknown) => {
            // A failure is not kept.
            if (known === reading) known = null
            throw error
          }),
      ),
    }
    known = reading
    return reading.users.join(asker)
  }

  return async (gone) => {
    const about = 'The fields and lists of the portal'
    const [{ metadata: told, ageMs }, people] = await askPortal({ about, gone }, (asker) =>
      Promise.all([metadata.read({ asker }), users(asker).catch(whileAway)]),
    )
    return { ...told, users: people, readAt: new Date(now().getTime() - ageMs).toISOString() }
  }
}

/** Fields matter more than names of people: without these, ids do. */
function whileAway(error: unknown): null {
  if (error instanceof PortalError) return null
  throw error
}
