import { expect, test } from 'vitest'
import { csvLine } from '../../src/core/record/csv.ts'

test.each([
  { name: 'plain text', cells: ['Deal', 42, null], line: 'Deal,42,' },
  {
    name: 'commas, quotes and lines',
    cells: ['a, b', 'the "best"', 'one\ntwo'],
    line: '"a, b","the ""best""","one\ntwo"',
  },
  { name: 'a formula', cells: ['=HYPERLINK("http://x")'], line: `"'=HYPERLINK(""http://x"")"` },
  {
    name: 'other signs that begin one',
    cells: ['+1', '-1', '@SUM(A1)', '\t=1'],
    line: `"'+1","'-1","'@SUM(A1)","'\t=1"`,
  },
  { name: 'a formula behind blanks, or in full width', cells: [' =1', '＝1'], line: `"' =1","'＝1"` },
  { name: 'a negative number, which is one', cells: [-5], line: '-5' },
  { name: 'signs elsewhere', cells: ['a=b', 'a-b'], line: 'a=b,a-b' },
])('$name', ({ cells, line }) => {
  expect(csvLine(cells)).toBe(`${line}\r\n`)
})
