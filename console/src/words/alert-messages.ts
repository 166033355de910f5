import type { Alert } from '../api/client.ts'
import type { Say } from '../languages/say.ts'
import { actorInWords } from './actor-words.ts'

type Found = Record<string, string>
type Names = {
  rule(key: string): string
  contact(id: number): string | null
  /** A moment as the page writes it. */
  moment(iso: string): string
}

/** `quoted`: the portal's own words, which stay in its language. */
export type AlertMessage = { text: string; quoted: string | null }

const moment = (name: string) => `\\w+ (?<${name}>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d) UTC`
const silence = `${moment('since')}, for (?<length>\\d+) (?<unit>hours|days)\\. In the same hours of the last (?<weeks>\\d+) weeks there were (?<counts>.+?)`

/**
 * What alerts say, by their English words. A test has each of them raised, so that words that change there are noticed
 * here; what an older version has put on record otherwise is shown as it was sent.
 */
const known: Record<
  Alert['kind'],
  readonly (readonly [pattern: RegExp, tell: (found: Found, words: Words) => string])[]
> = {
  'portal-paused': [
    [
      new RegExp(`^(?<quoted>.*) It is left alone since ${moment('since')}: deals wait`, 's'),
      ({ since }, { say, at }) => say('alerts.message.portalPaused', { since: at(since) }),
    ],
  ],
  'writes-stopped': [
    [
      /^(?<by>.+?) stopped all writes on the portal\..*?( Their note: (?<note>.*))?$/s,
      ({ by, note }, { say }) =>
        [
          say('alerts.message.writesStopped', { by: actorInWords(by ?? '', say) }),
          ...(note === undefined ? [] : [say('alerts.message.note', { note })]),
        ].join(' '),
    ],
  ],
  'rule-held': [
    [
      /^Rule (?<key>\S+) was about to change more than (?<deals>\d+) deals? within (?<minutes>\d+) minutes?, (which is more than (its own fuse (?<own>lets) through|is usual)|where its backtest had foretold (?<changed>\d+) of (?<of>\d+))\. /,
      ({ key, deals, minutes, own, changed, of }, { say, names }) =>
        say('holds.why', {
          rule: names.rule(key ?? ''),
          deals: say('holds.deals', {}, Number(deals)),
          minutes: say('holds.minutes', {}, Number(minutes)),
          limit:
            changed !== undefined
              ? say('alerts.message.foretold', { changed, of })
              : say(own === undefined ? 'holds.limit.usual' : 'holds.limit.rule'),
        }),
    ],
  ],
  'deal-quarantined': [
    [
      /^The contacts of deal \d+ went to and fro: (?<contacts>.+) came back three times while (?<runs>\d+) runs wrote to it\. /,
      ({ contacts, runs }, words) =>
        words.say('alerts.message.dealQuarantined', {
          contacts: contactsIn(contacts ?? '', words),
          runs: words.say('quarantine.runs', {}, Number(runs)),
        }),
    ],
    [/^(?<n>\d+) deals are quarantined\. /, ({ n }, { say }) => say('alerts.message.dealsQuarantined', { n })],
  ],
  'runs-fail': [
    [
      /^(?<failed>\d+) of the (?<all>\d+) runs of the last (?<minutes>\d+) minutes failed, .* less than (?<limit>\S+) % are let pass\.$/,
      (found, { say }) => say('alerts.message.runsFail', found),
    ],
  ],
  'events-kept-aside': [
    [
      new RegExp(
        `^The database takes no events since ${moment('since')}; (?<events>\\d+) wait on the disk of (?<host>.+)\\. They take (?<percent>\\d+) % of`,
      ),
      ({ since, ...found }, { say, at }) => say('alerts.message.keptAside', { ...found, since: at(since) }),
    ],
  ],
  'sweep-found-many': [
    [
      /^Of (?<seen>\d+) deals that the last sweep looked at, (?<queued>\d+) had changed without an event\..* fewer than (?<limit>\d+)\.$/,
      (found, { say }) => say('alerts.message.sweepFoundMany', found),
    ],
  ],
  'sweeps-fail': [
    [
      new RegExp(
        `^((?<done>The last) .+? that came to its end|No .+? has come to its end yet; the first one) began ${moment('since')}\\. Failed since then: (?<failed>\\d+)\\. Until one does, nobody looks for (?<what>changes|contacts) .*?nothing is lost\\.((?<hindered> What stood in the way last: )(?<quoted>.*))?$`,
        's',
      ),
      ({ done, since, failed, what, hindered }, { say, at }) =>
        [
          say(`alerts.message.${done === undefined ? 'sweepsNeverDone' : 'sweepsDone'}`, { since: at(since), failed }),
          say(`alerts.message.unswept.${what === 'changes' ? 'changes' : 'open-deals'}`),
          ...(hindered === undefined ? [] : [say('alerts.message.whatHindered')]),
        ].join(' '),
    ],
  ],
  'rule-silent': [
    [
      new RegExp(`^It has matched no deal since ${silence} matches\\.$`),
      (found, words) => `${silentSince('ruleSilent', found, words)} ${usual('usualMatches', found, words)}`,
    ],
    [
      /^(?<n>\d+) live rules that usually match have not /,
      ({ n }, { say }) => say('alerts.message.rulesSilent', { n }),
    ],
  ],
  'rule-names-changed': [
    [
      /^Since it was saved: (?<changes>.+)\.$/s,
      ({ changes }, { say }) => {
        const told = changesIn(changes ?? '', say)
        return told === null ? '' : say('alerts.message.namesChanged', { changes: told.join('; ') })
      },
    ],
    [
      /^(?<n>\d+) live rules name what is gone from the portal or called otherwise\. /,
      ({ n }, { say }) => say('alerts.message.manyNamesChanged', { n }),
    ],
  ],
  'no-events': [
    [
      new RegExp(`^No event has come since ${silence}\\.$`),
      (found, words) => `${silentSince('noEvents', found, words)} ${usual('usualEvents', found, words)}`,
    ],
  ],
}

type Words = { say: Say; names: Names; at(moment: string | undefined): string }

/** What has happened, in the language of the page; null where there are no words for how it was told. */
export function alertMessage(
  { kind, message }: Pick<Alert, 'kind' | 'message'>,
  say: Say,
  names: Names,
): AlertMessage | null {
  const words: Words = { say, names, at: (text) => names.moment(`${text?.replace(' ', 'T')}:00Z`) }
  for (const [pattern, tell] of known[kind]) {
    const match = pattern.exec(message)
    if (match === null) continue
    const groups: Found = match.groups ?? {}
    const { quoted = null, ...found } = groups
    const text = tell(found, words)
    return text === '' ? null : { text, quoted }
  }
  return null
}

const pauseRemedies: readonly (readonly [beginning: string, key: string])[] = [
  ['Stop Bindery, run "database rename"', 'moved'],
  ['Change the host in', 'moved'],
  ['Look whether the portal opens', 'notThere'],
  ['Give the owner of the inbound webhook', 'deals'],
  ['Nothing, if it passes', 'down'],
  ['Ask Bitrix24’s support', 'blocked'],
  ['Tick the right "crm"', 'right'],
  ['Check the portal’s plan', 'plan'],
  ['The portal is closed', 'closed'],
  ['Create a new inbound webhook', 'newWebhook'],
]

/** What to do about it; null where the service's own words have to do. */
export function alertRemedy({ kind, whatToDo }: Pick<Alert, 'kind' | 'whatToDo'>, say: Say): string | null {
  if (kind !== 'portal-paused') return say(`alerts.remedy.${kind}`)
  const key = pauseRemedies.find(([beginning]) => whatToDo.startsWith(beginning))?.[1]
  return key === undefined ? null : say(`alerts.pauseRemedy.${key}`)
}

function contactsIn(list: string, { say, names }: Words): string {
  if (list === 'an empty list') return say('quarantine.nobody')
  const called = (id: number) => names.contact(id) ?? say('live.contact', { id })
  return list
    .split(', ')
    .map((one) => (one.endsWith(' (primary)') ? `${called(Number.parseInt(one, 10))} ★` : called(Number(one))))
    .join(', ')
}

const silentSince = (key: string, { since, length, unit }: Found, { say, at }: Words): string =>
  say(`alerts.message.${key}`, { since: at(since), length: say(`alerts.length.${unit}`, {}, Number(length)) })

function usual(key: string, { weeks, counts = '' }: Found, { say }: Words): string {
  const each = counts
    .split(/, | and /)
    .map((count) => count.replace(/^(\d+) or more$/, (_, n) => say('alerts.orMore', { n })))
  return say(`alerts.message.${key}`, { weeks, counts: each.join(', ') })
}

const change =
  /(field (?<field>\S+) of a (?<owner>deal|company|contact)|stage "(?<stage>[^"]*)"|funnel (?<funnel>\S+)|entry of (?<entryOf>\S+) "(?<entry>[^"]*)"|choice (?<choice>\S+) of (?<choiceOf>\S+))( is called "(?<now>.*?)" now; it was "(?<before>.*?)"|, "(?<gone>.*?)", is gone| is gone)(?:; |$)/sy

/** Null where one of them is told in other words. */
function changesIn(list: string, say: Say): string[] | null {
  const told: string[] = []
  change.lastIndex = 0
  for (let end = 0; end < list.length; end = change.lastIndex) {
    const found = change.exec(list)?.groups
    if (found === undefined) return null
    const what = namedIn(found, say)
    if (found.now !== undefined)
      told.push(say('alerts.message.renamed', { what, now: found.now, before: found.before }))
    else if (found.gone !== undefined) told.push(say('alerts.message.goneCalled', { what, before: found.gone }))
    else told.push(say('alerts.message.gone', { what }))
  }
  return told
}

function namedIn({ field, owner, stage, funnel, entry, entryOf, choice, choiceOf }: Partial<Found>, say: Say): string {
  if (field !== undefined) return say(`alerts.named.field.${owner}`, { field })
  if (stage !== undefined) return say('alerts.named.stage', { stage })
  if (funnel !== undefined) return say('alerts.named.funnel', { funnel })
  return entry !== undefined
    ? say('alerts.named.entry', { entry, field: entryOf })
    : say('alerts.named.choice', { choice, field: choiceOf })
}
