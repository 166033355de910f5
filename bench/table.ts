/** A Markdown table with its columns aligned, so that it is readable on a terminal as well. Numbers belong right. */
export function markdownTable(columns: readonly { title: string; isNumber?: boolean }[], rows: string[][]): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(3, title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.isNumber === true)).join(' | ')} |`
  const rule = columns.map(({ isNumber }, index) => {
    const width = widths[index] ?? 0
    return isNumber ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)
  })
  return [line(columns.map(({ title }) => title)), line(rule), ...rows.map(line)].join('\n')
}

function pad(cell: string, width: number, isNumber: boolean): string {
  return isNumber ? cell.padStart(width) : cell.padEnd(width)
}

/** Rounded to three digits, as more would pretend: `12,300`, `0.42`. */
export function figure(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 })
}
