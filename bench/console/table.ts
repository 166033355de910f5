import { figure, markdownTable } from '../table.ts'
import type { ConsoleResult } from './result.ts'

const number = (title: string) => ({ title, isNumber: true })
const count = (value: number) => value.toLocaleString('en-US')

export function consoleTable({ runs, rules, rounds, kilobytes, steps, scrolling }: ConsoleResult): string {
  const shown = markdownTable(
    [{ title: 'step' }, number('median ms'), number('lowest to highest'), number('longest task ms')],
    steps.map(({ step, milliseconds, longestTaskMs }) => [
      step,
      figure(milliseconds.median),
      `${figure(milliseconds.lowest)} to ${figure(milliseconds.highest)}`,
      longestTaskMs === 0 ? 'under 50' : figure(longestTaskMs),
    ]),
  )
  return [
    `${count(runs)} runs, ${count(rules)} rules, ${rounds} rounds. The first page: ${figure(kilobytes.script)} KB of script, ${figure(kilobytes.everything)} KB of everything, as they travel.`,
    shown,
    `Scrolling through ${count(scrolling.rows)} rows: ${count(scrolling.frames)} frames, 95 % of them within ${figure(scrolling.p95FrameMs)} ms, the longest ${figure(scrolling.longestFrameMs)} ms.`,
  ].join('\n\n')
}
