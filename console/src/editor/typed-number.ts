/**
 * What was typed into a field for a number: nothing where it is empty, text where it is no number. A comma is a decimal one,
 * but before three digits, where it may part thousands.
 */
export function typedNumber(text: string): number | string | undefined {
  const typed = text.trim()
  if (typed === '') return undefined
  const number = Number(typed.replace(/,(?!\d{3}$)/, '.'))
  return Number.isNaN(number) ? typed : number
}
