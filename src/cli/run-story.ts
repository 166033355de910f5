import { inOrder, type Link } from '../core/deal/link.ts'
import { linkChangeLines } from './link-changes.ts'
import type { RunAnswer } from './run-answers.ts'

/** A run as a story: what was there, which rules matched and what they did, what is there now. */
export function runStory(
  run: RunAnswer,
  { isPreview, isRevert = false }: { isPreview: boolean; isRevert?: boolean },
): string {
  const changes = linkChangeLines(run.linksBefore, run.linksAfter)
  return [
    `Deal ${run.dealId} on ${run.portal}: ${run.status}`,
    ...(isPreview ? ['Preview: nothing was written.'] : []),
    '',
    'Contacts before',
    ...linksInWords(run.linksBefore),
    '',
    ...(isRevert ? [] : rulesInWords(run)),
    isPreview ? 'Would change' : 'Changed',
    ...(changes.length === 0 ? ['  nothing'] : changes.map((change) => `  ${change}`)),
    '',
    isPreview ? 'Contacts it would have' : 'Contacts now',
    ...linksInWords(run.linksAfter),
    ...(run.error === null ? [] : ['', `${run.error.message} (${run.error.code})`]),
  ].join('\n')
}

function rulesInWords({ rules }: RunAnswer): string[] {
  return ['Rules', ...(rules.length === 0 ? ['  none applies to this deal'] : rules.flatMap(ruleInWords)), '']
}

function linksInWords(links: readonly Link[]): string[] {
  if (links.length === 0) return ['  none']
  return inOrder(links).map(
    ({ contactId, sort, isPrimary }) => `  contact ${contactId}, sort ${sort}${isPrimary ? ', primary' : ''}`,
  )
}

function ruleInWords({ key, version, mode, matched, actions }: RunAnswer['rules'][number]): string[] {
  return [
    `  ${matched ? '✓' : '-'} ${key} (${mode}, version ${version}) ${matched ? 'matched' : 'did not match'}`,
    ...actions.flatMap((action) => [
      `      ${action.type}: ${action.effect}${action.note === null ? '' : `, ${action.note}`}`,
      ...action.contacts.map(
        ({ contactId, effect, by }) => `        contact ${contactId}: ${effect}${by === null ? '' : ` by ${by}`}`,
      ),
    ]),
  ]
}
