import type { Fields } from './snapshot.ts'

/** A contact as people call it; null where the portal knows no name of it. */
export function nameOfContact({ name, lastName }: Fields): string | null {
  const words = [name, lastName].filter((word) => typeof word === 'string' && word.trim() !== '')
  return words.length === 0 ? null : words.join(' ')
}
