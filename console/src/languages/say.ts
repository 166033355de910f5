/**
 * A text in the reader's language: `named` fills its places, `count` picks the plural form and fills `{n}`, with
 * separators where it is large.
 */
export type Say = (key: string, named?: Record<string, unknown>, count?: number) => string
