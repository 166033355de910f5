/** What was typed into a field for a number: nothing where it is empty, text where it is no number. */
export function typedNumber(text: string): number | string | undefined {
  const typed = text.trim()
  if (typed === '') return undefined
  return Number.isNaN(Number(typed)) ? typed : Number(typed)
}
