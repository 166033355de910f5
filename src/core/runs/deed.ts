/**
 * What a rule last did to one contact of one deal. Kept per deal, rule, contact and kind, so that a later run can see
 * whether someone else has undone it since: `standing` until then, `undone` from then on.
 */
export type Deed = {
  ruleKey: string
  contactId: number
  kind: 'attached' | 'removed' | 'made-primary'
  state: 'standing' | 'undone'
}
