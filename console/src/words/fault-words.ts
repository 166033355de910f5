import type { Say } from '../languages/say.ts'

/**
 * The commonest faults that the checks of rules tell, by their English words, with what each says. A test makes every one
 * of them, so that words that change there are noticed here.
 */
const known: readonly (readonly [pattern: RegExp, key: string])[] = [
  [/^is missing$/, 'missing'],
  [/^is missing: "(?<operator>[^"]+)" compares with a value$/, 'noValue'],
  [/^must not be empty$/, 'empty'],
  [/^(must not be an empty list|at least one (event name|action))$/, 'emptyList'],
  [/^(?<value>\S+) is over the maximum of (?<bound>\S+)$/, 'over'],
  [/^(?<value>\S+) is under the minimum of (?<bound>\S+)$/, 'under'],
  [/^must be a (whole )?number, not (?<value>.+)$/, 'wholeNumber'],
  [/ISO 8601 duration such as/, 'duration'],
  [/ISO 8601 date such as/, 'date'],
  [/is not right here: a key is/, 'key'],
  [/^"" is not right here: a field name/, 'noField'],
  [/^an empty "any" always matches$/, 'emptyAny'],
  [/^is text: two texts are compared letter by letter/, 'text'],
  [/^"(?<event>[A-Z0-9_]+)" names no deal and starts no run/, 'silentEvent'],
  [/^"(?<event>[A-Z0-9_]+)" starts runs of rules that read something of companies/, 'idleEvent'],
  [/cron expression/, 'cron'],
  [/^is no list; "(?<operator>[^"]+)" looks for the fact in a list/, 'noList'],
  [/^every run removes as many again/, 'limitRepeats'],
  [/^"isPrimary" is answered anew in every run/, 'primaryAnew'],
  [/a path starts with "\$"/, 'path'],
  [/^the document is nested deeper than (?<levels>\d+) levels/, 'tooDeep'],
  [/^the portal could not be asked/, 'portalSilent'],
  [/^the portal did not tell /, 'portalPartly'],
  [/^"(?<field>[^"]+)" is [^,;:]+, not a list: this test never holds/, 'fieldNoList'],
  [/^"(?<field>[^"]+)" is a list: ask with contains/, 'fieldIsList'],
  [/^"(?<field>[^"]+)" is [^,;:]+, no date: "(?<operator>[^"]+)" never holds/, 'fieldNoDate'],
  [/^"(?<field>[^"]+)" is [^,;:]+, no text: "(?<operator>[^"]+)" never holds/, 'fieldNoText'],
  [/^"(?<field>[^"]+)" is [^,;:]+: "(?<operator>[^"]+)" is for numbers/, 'fieldNoNumber'],
  [/^there is no funnel (?<id>\S+), or the webhook may not read it/, 'unknownFunnel'],
  [
    /^"(?<field>[^"]+)" has no choice (?<value>"[^"]*"|\d+)(?:; did you mean \S+, "(?<meant>[^"]+)"\?)?/,
    'unknownChoice',
  ],
  [
    /^a (?<owner>deal|company|contact) has no field "(?<field>[^"]*)"(?:; did you mean "(?<meant>[^"]+)"\?)?/,
    'unknownField',
  ],
  [/^there is no stage(?: that starts with)? "(?<value>[^"]*)"(?:; did you mean "(?<meant>[^"]+)"\?)?/, 'unknownStage'],
  [/^there is no contact (?<id>\d+), or the webhook may not read it/, 'unknownContact'],
  [
    /^can fight with "(?<key>[^"]+)" over (?<over>a contact|the primary contact): .* where both match, "(?<first>[^"]+)" acts first/,
    'rival',
  ],
]

/** What a check of a rule found, in the language of the page where it has words for it, else as the service says it. */
export function faultInWords(message: string, say: Say): string {
  for (const [pattern, key] of known) {
    const match = pattern.exec(message)
    if (match === null) continue
    const named: Record<string, string> = { ...match.groups }
    if (named.owner !== undefined) named.owner = say(`fault.owner.${named.owner}`)
    if (named.over !== undefined)
      named.over = say(named.over === 'a contact' ? 'fault.overContact' : 'fault.overPrimary')
    if (key === 'unknownField' || key === 'unknownStage' || key === 'unknownChoice') {
      const meant = named.meant === undefined ? '' : say('fault.meant', { meant: named.meant })
      return say(`fault.${key}`, named) + meant
    }
    return say(`fault.${key}`, named)
  }
  return message
}
