import { isStageDirectory } from '../../../src/core/deal/portal-metadata.ts'
import type { PortalFields, Source } from './subjects.ts'

export type Choice = { value: string | number; label: string }
export type ChoiceGroup = { label: string; choices: Choice[] }

const eventNames = [
  'ONCRMDEALADD',
  'ONCRMDEALUPDATE',
  'ONCRMDEALMOVETOCATEGORY',
  'ONCRMCOMPANYUPDATE',
  'ONCRMCONTACTUPDATE',
]

/** What can be picked; null where the portal's list is not known, so that values are typed. Groups without a name have one part. */
export function choicesOf(source: Source, fields: PortalFields | null): ChoiceGroup[] | null {
  switch (source.from) {
    case 'typed':
      return null
    case 'stages':
      return stageGroups(fields)
    case 'pipelines':
      return listed(fields?.pipelines?.map(({ id, name }) => ({ value: id, label: name })))
    case 'users':
      return listed(fields?.users?.map(({ id, name }) => ({ value: id, label: name === '' ? `#${id}` : name })))
    case 'events':
      return [{ label: '', choices: eventNames.map((name) => ({ value: name, label: name })) }]
    case 'dealFields':
      return listed(fields?.deal?.map(({ name, title }) => ({ value: name, label: title || name })))
    case 'directory':
      return listed(
        fields?.directories
          ?.filter(({ entityId }) => entityId === source.entityId)
          .map(({ statusId, name }) => ({ value: statusId, label: name })),
      )
    case 'items':
      // The portal numbers its choices, and answers with numbers.
      return listed(source.items.map(({ id, value }) => ({ value: /^\d+$/.test(id) ? Number(id) : id, label: value })))
    default:
      return source satisfies never
  }
}

function listed(choices: Choice[] | undefined): ChoiceGroup[] | null {
  return choices === undefined || choices.length === 0 ? null : [{ label: '', choices }]
}

/** Stages by pipeline: `DEAL_STAGE` is the general one, `DEAL_STAGE_4` number 4. */
function stageGroups(fields: PortalFields | null): ChoiceGroup[] | null {
  const stages = fields?.directories?.filter(({ entityId }) => isStageDirectory(entityId)) ?? []
  const ids = [...new Set(stages.map(({ entityId }) => entityId))]
  const groups = ids.map((entityId) => ({
    label: pipelineName(entityId, fields),
    choices: stages
      .filter((stage) => stage.entityId === entityId)
      .map(({ statusId, name }) => ({ value: statusId, label: name })),
  }))
  return groups.length === 0 ? null : groups
}

function pipelineName(entityId: string, fields: PortalFields | null): string {
  const id = Number(/\d+$/.exec(entityId)?.[0] ?? 0)
  return fields?.pipelines?.find((pipeline) => pipeline.id === id)?.name ?? `#${id}`
}

/** What a value is called in its list; stages with their pipeline where the portal has several. Null: not in the list. */
export function labelOf(groups: readonly ChoiceGroup[] | null, value: unknown): string | null {
  for (const { label, choices } of groups ?? []) {
    const choice = choices.find((one) => one.value === value || String(one.value) === value)
    if (choice !== undefined)
      return label !== '' && (groups?.length ?? 0) > 1 ? `${label}: ${choice.label}` : choice.label
  }
  return null
}
