import { shallowRef } from 'vue'
import { answerOf, api } from '../api/client.ts'
import { asProblem, type Problem } from '../api/problem.ts'
import type { components } from '../api/schema.d.ts'

/** The portal's fields, stages, pipelines and people; null until they have been told. Kept from page to page. */
export const portalFields = shallowRef<components['schemas']['PortalFields'] | null>(null)
/** Why they are not known. */
export const portalFieldsProblem = shallowRef<Problem | null>(null)

export async function loadPortalFields(): Promise<void> {
  try {
    portalFields.value = await answerOf(api.GET('/api/portal/fields'))
    portalFieldsProblem.value = null
  } catch (error) {
    portalFieldsProblem.value = asProblem(error)
  }
}
