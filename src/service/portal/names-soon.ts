import { type Names, namesIn, noNames } from '../../core/conditions/names.ts'
import { PortalError } from '../../core/runs/portal-error.ts'
import { notAnsweredYet } from '../../core/runs/portal-silence.ts'
import type { MetadataReader } from '../../portal/portal-metadata.ts'
import { within } from '../../within.ts'

/** An answer rather has codes in it than waits for words. */
const patienceMs = 2_500

/** What the portal calls its fields and values, as far as that is known or soon told. */
export async function namesSoon(metadata: MetadataReader, asker: AbortSignal): Promise<Names> {
  try {
    return namesIn((await within(patienceMs, metadata.read({ asker }), noNamesYet)).metadata)
  } catch (error) {
    if (error instanceof PortalError) return noNames
    throw error
  }
}

const noNamesYet = () => notAnsweredYet('The portal has told no names yet.')
