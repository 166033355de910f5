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
    `Deal ${run.dealId} on ${run.portal}: ${told(run.status, isPreview)}`,
    ...(isPreview ? ['Preview: nothing was written.'] : []),
    '',
    'Contacts before',
    ...linksInWords(run.linksBefore),
    '',
    ...(isRevert ? [] : rulesInWords(run, isPreview)),
    isPreview ? 'Would change' : 'Changed',
    ...(changes.length === 0 ? ['  nothing'] : changes.map((change) => `  ${change}`)),
    '',
    isPreview ? 'Contacts it would have' : 'Contacts now',
    ...linksInWords(run.linksAfter),
    ...(run.error === null ? [] : ['', `${run.error.message} (${run.error.code})`]),
  ].join('\n')
}

/** A preview's record has the words of the run that would be; to people nothing is told as done that is not. */
const told = (word: string, isPreview: boolean) => (isPreview && word === 'applied' ? 'would apply' : word)

function rulesInWords({ rules }: RunAnswer, isPreview: boolean): string[] {
  const lines = rules.flatMap((rule) => ruleInWords(rule, isPreview))
  return ['Rules', ...(rules.length === 0 ? ['  none applies to this deal'] : lines), '']
}

function linksInWords(links: readonly Link[]): string[] {
  if (links.length === 0) return ['  none']
  return inOrder(links).map(
    ({ contactId, sort, isPrimary }) => `  contact ${contactId}, sort ${sort}${isPrimary ? ', primary' : ''}`,
  )
}

function ruleInWords(
  { key, version, mode, matched, actions }: RunAnswer['rules'][number],
  isPreview: boolean,
): string[] {
  return [
    `  ${matched ? '✓' : '-'} ${key} (${mode}, version ${version}) ${matched ? 'matched' : 'did not match'}`,
    ...actions.flatMap((action) => [
      `      ${action.type}: ${told(action.effect, isPreview)}${action.note === null ? '' : `, ${action.note}`}`,
      ...action.contacts.map(
        ({ contactId, effect, by }) =>
          `        contact ${contactId}: ${told(effect, isPreview)}${by === null ? '' : ` by ${by}`}`,
      ),
    ]),
  ]
}
