import { factsRead } from '../core/conditions/condition.ts'
import { hopefulConditions } from '../core/conditions/hopeful-conditions.ts'
import { type Distance, distanceOf, refutedInWords } from '../core/conditions/why.ts'
import { linksAfterChanges } from '../core/deal/link-edits.ts'
import type { DealSnapshot } from '../core/deal/snapshot.ts'
import { decide } from '../core/decision/decide.ts'
import { planLinks } from '../core/decision/plan.ts'
import { previousOf } from '../core/decision/seen-facts.ts'
import type { Side, Verdict } from '../core/rules/backtest.ts'
import type { VersionedRule } from '../core/rules/rule.ts'
import { selectorsOf } from '../core/rules/selection.ts'
import type { Deed } from '../core/runs/deed.ts'
import { matchedInWords } from '../core/trials/matched-in-words.ts'
import { unreadFacts } from '../core/trials/unread-facts.ts'
import { type Consideration, considerDeal, type Question } from './consider-deal.ts'
import type { DealReader } from './deal-portal.ts'
import { clears } from './intent.ts'
import { type RecordedDeal, replayDeal, UnknownFact } from './replay-deal.ts'

/** A draft against the version that is live now, among the other live rules. */
export type Contest = { draft: VersionedRule; live: VersionedRule | null; others: VersionedRule[] }

/** The draft counts as live, whatever its mode: what it would do then is the question. */
export function contestOf(draft: VersionedRule['rule'], stored: readonly VersionedRule[]): Contest {
  const isLive = ({ rule }: VersionedRule) => rule.mode === 'live'
  return {
    draft: { rule: { ...draft, mode: 'live' }, version: 0 },
    live: stored.find((one) => isLive(one) && one.rule.key === draft.key) ?? null,
    others: stored.filter((one) => isLive(one) && one.rule.key !== draft.key),
  }
}

export type Judgement =
  | { status: 'decided'; verdict: Verdict; assumed: number[] }
  | { status: 'undecided'; missing: string }

/** Judges a deal as the last run left it. */
export async function judgeRecorded(
  contest: Contest,
  recorded: RecordedDeal & { dealId: number; deeds: readonly Deed[]; takenAt: string },
): Promise<Judgement> {
  const { dealId, deal, facts, deeds, takenAt } = recorded
  const assumed = new Set<number>()
  const reader = replayDeal(recorded, (contactId) => assumed.add(contactId))
  const previous = facts === null ? deal : previousOf(deal, facts)
  const snapshot: DealSnapshot | null = previous === undefined ? null : { takenAt, deal: previous }
  const event = facts?.event ?? { type: 'manual', types: ['manual'], receivedAt: takenAt }
  // As of then, so that "within the last three days" counts from the deal as it was.
  const question = { dealId, event, snapshot, deeds, now: new Date(takenAt) }
  const isTimeless = ({ rule }: VersionedRule) => facts !== null || !readsHistory(rule)
  try {
    const all = [contest.draft, ...(contest.live === null ? [] : [contest.live]), ...contest.others]
    if (!all.every(isTimeless)) throw new UnknownFact(unreadFacts.history)
    const verdict = await judge(reader, contest, question)
    if (verdict === null) throw new UnknownFact('the deal')
    return { status: 'decided', verdict, assumed: [...assumed] }
  } catch (error) {
    if (!(error instanceof UnknownFact)) throw error
    const verdict = await refutation(reader, contest, question, unknownOf(recorded), error.message)
    return verdict === null
      ? { status: 'undecided', missing: error.message }
      : { status: 'decided', verdict, assumed: [] }
  }
}

/** Facts of which nothing is on record; of a company that a deal does not have there is nothing to be known. */
function unknownOf({ deal, facts }: RecordedDeal): Set<string> {
  const hasCompany = Number(deal.companyId) > 0
  return new Set([
    ...(facts === null ? history : []),
    ...(hasCompany && !facts?.company ? ['company'] : []),
    ...(hasCompany && !facts?.companyContacts ? ['companyContacts'] : []),
  ])
}

/** That neither version matches, where what is known says so already; null where it does not. */
async function refutation(
  reader: DealReader,
  { draft, live }: Contest,
  question: Omit<Question, 'rules'>,
  unknown: ReadonlySet<string>,
  missing: string,
): Promise<Verdict | null> {
  const hopeful = ({ rule, version }: VersionedRule): VersionedRule => ({
    rule: { ...rule, conditions: hopefulConditions(rule.conditions, unknown), actions: [] },
    version,
  })
  const pair = { draft: hopeful(draft), live: live && hopeful(live), others: [] }
  const verdict = await judge(reader, pair, question, (distance) => refutedInWords(distance, missing))
  return verdict === null || verdict.draft.matched || verdict.live?.matched ? null : verdict
}

/** Judges a deal as it is on the portal; null when it is gone. `tell` says why a version does not match. */
export async function judge(
  reader: DealReader,
  { draft, live, others }: Contest,
  question: Omit<Question, 'rules'>,
  tell = ({ inWords }: Distance) => inWords,
): Promise<Verdict | null> {
  const found = await reader.readDeal(question.dealId)
  if (found === null) return null
  const once: DealReader = { ...reader, readDeal: async () => found }
  const pair = [draft, ...(live === null ? [] : [standIn(live)])]
  const first = await considerDeal(once, { ...question, rules: pair })
  if (first === null) return null
  // The other rules have a say only where one of the two matches: else nothing of them is to be told.
  const isOpen = first.matched.length > 0 && others.length > 0
  const all = isOpen ? await considerDeal(once, { ...question, rules: [...others, ...pair] }) : first
  if (all === null) return null
  const [draftKey, liveKey] = [draft.rule.key, liveName(draft.rule.key)]
  return {
    dealId: question.dealId,
    links: found.links,
    draft: sideOf(all, question.deeds, [draftKey, liveKey], tell),
    live: live && sideOf(all, question.deeds, [liveKey, draftKey], tell),
  }
}

/**
 * Both versions are evaluated together, the live one under a name of its own. No key can come between the two names, so it
 * acts at its old place.
 */
const liveName = (key: string) => `${key}\u0001`
const standIn = ({ rule, version }: VersionedRule): VersionedRule => ({
  rule: { ...rule, key: liveName(rule.key) },
  version,
})

/** What one of the two versions comes to, as if the other were not there. */
function sideOf(
  considered: Consideration,
  deeds: readonly Deed[],
  [name, otherName]: [string, string],
  tell: (distance: Distance) => string,
): Side {
  const { links } = considered
  const key = name.replace('\u0001', '')
  const own = considered.matched.find((rule) => rule.key === name)
  if (own === undefined) {
    const trace = considered.resultsOf(considered.decision).find((result) => result.key === name)?.trace
    const distance = trace === undefined ? null : distanceOf(trace)
    return {
      matched: false,
      changes: false,
      wanted: links,
      inWords: distance === null ? 'It does not match.' : tell(distance),
    }
  }
  const matched = considered.matched
    .filter((rule) => rule.key !== otherName)
    .map((rule) => (rule === own ? { ...rule, key } : rule))
  const decision = decide(links, deeds, matched)
  const results = decision.results.get(key) ?? []
  const isActing = results.some(({ contacts }) => contacts.some(({ effect }) => effect === 'applied'))
  const changes = planLinks(links, decision.wanted, clears({ matched }, decision))
  const wanted = linksAfterChanges(links, changes)
  return {
    matched: true,
    changes: isActing && changes.length > 0,
    wanted,
    inWords: matchedInWords(links, wanted, results),
  }
}

const history = ['event', 'changed', 'previous'] as const

function readsHistory(rule: VersionedRule['rule']): boolean {
  const trees = [rule.conditions, ...selectorsOf(rule).flatMap(({ where }) => where ?? [])]
  return trees.some((tree) => history.some((name) => factsRead(tree).has(name)))
}
