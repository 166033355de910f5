import type { Link } from './core/deal/link.ts'
import { primaryIdOf } from './core/deal/link.ts'
import type { RunSummary } from './core/runs/run.ts'
import { unmadeChanges } from './core/trials/unmade-changes.ts'

/** One finished run as one log line: the message at a glance for people, `run` with everything for machines. */
export function runLine(run: RunSummary): { fields: { run: Record<string, unknown> }; message: string } {
  const matched = run.rules
    .filter((rule) => rule.matched)
    .map((rule) => (rule.mode === 'shadow' ? `${rule.key} (shadow)` : rule.key))
  const changes = [...linkChangesInWords(run.linksBefore, run.linksAfter), ...shadowsInWords(run)]
  const durationMs = Date.parse(run.finishedAt) - Date.parse(run.startedAt)
  const { id, dealId, trigger, status, attempt, error } = run
  return {
    fields: {
      run: { id, dealId, trigger, status, attempt, matched, changes, writes: run.operations.length, durationMs, error },
    },
    message: [
      `deal ${dealId} ${status}`,
      ...(changes.length === 0 ? [] : [`: ${changes.join(', ')}`]),
      ...(matched.length === 0 ? [] : [`; matched: ${matched.join(', ')}`]),
      ...(error === null ? [] : [`; ${error.message}`]),
      ` (${[run.trigger.type, ...run.trigger.events].join(' ')}, ${durationMs} ms)`,
    ].join(''),
  }
}

/** What became of the links, as `+7`, `-9`, `primary 7`. */
export function linkChangesInWords(before: readonly Link[], after: readonly Link[]): string[] {
  const idsBefore = new Set(before.map((link) => link.contactId))
  const idsAfter = new Set(after.map((link) => link.contactId))
  const [primaryBefore, primaryAfter] = [primaryIdOf(before), primaryIdOf(after)]
  return [
    ...[...idsAfter].filter((id) => !idsBefore.has(id)).map((id) => `+${id}`),
    ...[...idsBefore].filter((id) => !idsAfter.has(id)).map((id) => `-${id}`),
    ...(primaryAfter !== primaryBefore && primaryAfter !== 0 ? [`primary ${primaryAfter}`] : []),
  ]
}

/** What shadow rules would have changed, as `would attach 7 as primary`, `would attach 8`, `would remove 9`. */
function shadowsInWords(run: RunSummary): string[] {
  const { linked, removed, primary, isReordered } = unmadeChanges(run)
  const others = linked.filter((id) => !primary.includes(id))
  return [
    ...linked.filter((id) => primary.includes(id)).map((id) => `would attach ${id} as primary`),
    ...(others.length === 0 ? [] : [`would attach ${others.join(' ')}`]),
    ...(removed.length === 0 ? [] : [`would remove ${removed.join(' ')}`]),
    ...primary.filter((id) => !linked.includes(id)).map((id) => `would make ${id} primary`),
    ...(isReordered ? ['would change the order'] : []),
  ]
}
