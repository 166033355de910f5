/** What a portal calls its fields, the values of its lists and its contacts; null where it has no name for one. */
export type Names = {
  field(fact: string, path: string | undefined): string | null
  value(fact: string, path: string | undefined, value: unknown): string | null
  contact(id: number): string | null
}

export const noNames: Names = { field: () => null, value: () => null, contact: () => null }
