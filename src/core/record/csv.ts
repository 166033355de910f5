export type CsvCell = string | number | null

/**
 * One line as RFC 4180 has it. Text that a spreadsheet would take for a formula gets an apostrophe before it, by which
 * spreadsheets show it as it is: titles are typed by anybody. Source: OWASP, "CSV Injection", read 2026-11-27.
 */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(written).join(',')}\r\n`

function written(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = /^\s*[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
