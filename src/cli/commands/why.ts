import type { Command } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, tell } from '../answer.ts'
import { contactNames } from '../contact-names.ts'
import type { CliDeps } from '../deps.ts'
import { linkChangeLines } from '../link-changes.ts'
import { RunAnswer } from '../run-answers.ts'
import { callApi } from '../service-api.ts'
import { parseDealId } from './deal-id.ts'

const WhyAnswer = z.looseObject({
  dealId: z.number(),
  rules: z.array(
    z.looseObject({
      key: z.string(),
      mode: z.string(),
      version: z.number(),
      matched: z.boolean(),
      inWords: z.string(),
    }),
  ),
  brakes: z.array(z.looseObject({ inWords: z.string() })).default([]),
  eventsInWords: z.string(),
  now: RunAnswer.nullable(),
})
type WhyAnswer = z.infer<typeof WhyAnswer>

export function addWhy(program: Command, deps: CliDeps): void {
  program
    .command('why')
    .description('why each rule would act on a deal now, or not; changes nothing')
    .argument('<deal>', "the deal's id", parseDealId)
    .option('--json', 'answer with the explanation as a document')
    .addHelpText('after', '\nExample:\n  npm run bindery -- why 42')
    .action(async (dealId: number, options: AnswerOptions) => {
      const { why, called } = await deps.withService(async (service) => {
        const why = await callApi(service, { path: `/api/deals/${dealId}/why`, answer: WhyAnswer })
        return { why, called: await contactNames(service, changedContacts(why)) }
      })
      tell(deps, options, { document: why, text: inWords(why, called), ok: true })
    })
}

function changedContacts({ now }: WhyAnswer): number[] {
  return now === null ? [] : [...now.linksBefore, ...now.linksAfter].map(({ contactId }) => contactId)
}

function inWords(
  { dealId, rules, brakes, eventsInWords, now }: WhyAnswer,
  called: (contactId: number) => string,
): string {
  const changes = now === null ? [] : linkChangeLines(now.linksBefore, now.linksAfter, called)
  const told = rules.flatMap(({ key, mode, version, matched, inWords }) => [
    `  ${matched ? '✓' : '-'} ${key} (${mode}, version ${version})`,
    `      ${inWords}`,
  ])
  return [
    now === null ? `Deal ${dealId} is not in the portal.` : `Deal ${dealId}`,
    '',
    ...(brakes.length === 0 ? [] : ['Held back', ...brakes.map(({ inWords }) => `  ! ${inWords}`), '']),
    'Events',
    `  ${eventsInWords}`,
    '',
    'Rules',
    ...(told.length > 0
      ? told
      : [now === null ? '  none was asked, as the deal is not there' : '  none is live or in shadow mode']),
    '',
    'A run now would change',
    ...(changes.length === 0 ? ['  nothing'] : changes.map((change) => `  ${change}`)),
  ].join('\n')
}
