import { computed } from 'vue'
import { choicesOf, labelOf } from '../editor/choices.ts'
import { namesOf } from '../editor/names.ts'
import { nameOfContact } from './contact-names.ts'
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

/** What the portal calls fields and the values of its lists, for sentences; nothing by a name until it has been told. */
export const portalNames = computed(() => namesOf(knownPortal.value, nameOfContact))

/** Stages under the names of their pipelines: of one, or of all where it is left open. */
export function stagesByPipeline(pipeline: string): { label: string; options: { value: string; label: string }[] }[] {
  const known = knownPortal.value
  const groups = choicesOf({ from: 'stages' }, known) ?? []
  const name = known?.pipelines?.find(({ id }) => String(id) === pipeline)?.name
  return groups
    .filter(({ label }) => pipeline === '' || label === (name ?? `#${pipeline}`))
    .map(({ label, choices }) => ({
      label,
      options: choices.map((choice) => ({ value: String(choice.value), label: choice.label })),
    }))
}

/** What the portal calls a pipeline, stage (with its pipeline, where there are several) or person; null until that is known. */
export function nameInPortal(kind: 'categoryId' | 'stageId' | 'assignedById', value: string | number): string | null {
  const known = knownPortal.value
  if (known === null) return null
  if (kind === 'categoryId') return known.pipelines?.find(({ id }) => id === value)?.name ?? null
  if (kind === 'stageId') return labelOf(choicesOf({ from: 'stages' }, known), value)
  return known.users?.find(({ id }) => id === value)?.name ?? null
}
