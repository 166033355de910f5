/** A valid rule document as JSON; a case says what is different about it. */
export function aRule(wish: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    key: 'a-rule',
    name: 'A rule',
    mode: 'live',
    priority: 100,
    on: ['ONCRMDEALUPDATE'],
    conditions: { all: [] },
    actions: [{ type: 'clear' }],
    ...wish,
  }
}
