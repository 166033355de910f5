import { computed } from 'vue'
import { loadPortalFields, portalFields, portalFieldsProblem } from './portal-fields.ts'

let isAsked = false

/** The portal's fields, asked for when somebody first wants them; null until they have been told. */
export const knownPortal = computed(() => {
  if (!isAsked && portalFields.value === null && portalFieldsProblem.value === null) {
    isAsked = true
    void loadPortalFields()
  }
  return portalFields.value
})

/** Stages of a pipeline: those of `DEAL_STAGE` for the general one, of `DEAL_STAGE_4` for number 4. */
export const stagesOf = (pipeline: string) => {
  const entity = pipeline === '' || pipeline === '0' ? 'DEAL_STAGE' : `DEAL_STAGE_${pipeline}`
  const all = knownPortal.value?.directories ?? []
  return all.filter(({ entityId }) =>
    pipeline === '' ? entityId === 'DEAL_STAGE' || entityId.startsWith('DEAL_STAGE_') : entityId === entity,
  )
}

/** What the portal calls a pipeline, stage or person; null until that is known. */
export function nameInPortal(kind: 'categoryId' | 'stageId' | 'assignedById', value: string | number): string | null {
  const known = knownPortal.value
  if (known === null) return null
  if (kind === 'categoryId') return known.pipelines?.find(({ id }) => id === value)?.name ?? null
  if (kind === 'stageId') return stagesOf('').find(({ statusId }) => statusId === value)?.name ?? null
  return known.users?.find(({ id }) => id === value)?.name ?? null
}
