/** What a portal calls its fields and the values of its lists; null where it has no name for one. */
export type Names = {
  field(fact: string, path: string | undefined): string | null
  value(fact: string, path: string | undefined, value: unknown): string | null
}

export const noNames: Names = { field: () => null, value: () => null }
