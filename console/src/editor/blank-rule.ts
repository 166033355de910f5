import type { Json } from './places.ts'

/** Where a rule begins that no recipe fits: watched, never written, and with the wish that is the commonest. */
export const blankRule = (name: string, key: string): Json => ({
  key,
  name,
  mode: 'shadow',
  priority: 100,
  on: ['ONCRMDEALADD', 'ONCRMDEALUPDATE'],
  conditions: { all: [{ fact: 'deal', path: '$.companyId', operator: 'isNotEmpty' }] },
  actions: [{ type: 'attach', contacts: { from: 'company', select: 'primary' }, primary: 'if-none' }],
})

/** The usual shape of each way to choose contacts. */
export const selectorShapes = {
  company: { from: 'company', select: 'primary' },
  ids: { from: 'ids', ids: [] },
  field: { from: 'field', field: '' },
  match: { from: 'match', by: 'phone', field: '' },
  lead: { from: 'lead' },
  linked: { from: 'linked' },
} as const satisfies Record<string, Json>
export type SelectorKind = keyof typeof selectorShapes

/** Another way to choose contacts; `where` and `limit` stay. */
export function selectorAs(selector: Json, kind: SelectorKind): Json {
  const { where, limit } = selector
  return { ...selectorShapes[kind], ...(where !== undefined && { where }), ...(limit !== undefined && { limit }) }
}

export const actionTypes = ['attach', 'detach', 'setPrimary', 'replace', 'clear'] as const
export type ActionType = (typeof actionTypes)[number]

/** Another thing to do; whom it is done to and `insist` stay where they have a meaning. */
export function actionAs(action: Json, type: ActionType): Json {
  const { contacts = selectorShapes.company, insist } = action
  return {
    type,
    ...(type !== 'clear' && { contacts }),
    ...(type === 'attach' && { primary: action.primary ?? 'if-none' }),
    ...(insist !== undefined && { insist }),
  }
}
