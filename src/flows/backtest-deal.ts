import type { Side, Verdict } from '../core/backtest.ts'
import { factsRead } from '../core/condition.ts'
import type { Deed } from '../core/deed.ts'
import { planLinks } from '../core/plan.ts'
import type { VersionedRule } from '../core/rule.ts'
import { previousOf } from '../core/seen-facts.ts'
import { selectorsOf } from '../core/selection.ts'
import type { DealSnapshot } from '../core/snapshot.ts'
import { distanceOf } from '../core/why.ts'
import { considerDeal, type Question } from './consider-deal.ts'
import type { DealReader } from './deal-portal.ts'
import { wishOf } from './intent.ts'
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
  const isTimeless = ({ rule }: VersionedRule) => facts !== null || !readsHistory(rule)
  try {
    const all = [contest.draft, ...(contest.live === null ? [] : [contest.live]), ...contest.others]
    if (!all.every(isTimeless)) throw new UnknownFact('the event and what had changed')
    // As of then, so that "within the last three days" counts from the deal as it was.
    const question = { dealId, event, snapshot, deeds, now: new Date(takenAt) }
    const verdict = await judge(reader, contest, question)
    if (verdict === null) throw new UnknownFact('the deal')
    return { status: 'decided', verdict, assumed: [...assumed] }
  } catch (error) {
    if (error instanceof UnknownFact) return { status: 'undecided', missing: error.message }
    throw error
  }
}

/** Judges a deal as it is on the portal; null when it is gone. */
export async function judge(
  reader: DealReader,
  contest: Contest,
  question: Omit<Question, 'rules'>,
): Promise<Verdict | null> {
  const found = await reader.readDeal(question.dealId)
  if (found === null) return null
  const once: DealReader = { ...reader, readDeal: async () => found }
  const draft = await sideOf(once, contest.draft, contest.others, question)
  const live = contest.live && (await sideOf(once, contest.live, contest.others, question))
  return { dealId: question.dealId, links: found.links, draft, live }
}

/** The other rules have a say only where this one matches: else nothing of it is to be told. */
async function sideOf(
  reader: DealReader,
  { rule, version }: VersionedRule,
  others: readonly VersionedRule[],
  question: Omit<Question, 'rules'>,
): Promise<Side> {
  const alone = await considerDeal(reader, { ...question, rules: [{ rule, version }] })
  const links = alone?.links ?? []
  const isMatch = alone?.matched.length === 1
  if (alone === null || !isMatch) {
    const trace = alone?.resultsOf(alone.decision)[0]?.trace
    const distance = trace === undefined ? null : distanceOf(trace)
    return { matched: false, changes: false, wanted: links, inWords: distance?.inWords ?? 'It does not match.' }
  }
  const considered =
    others.length === 0 ? alone : await considerDeal(reader, { ...question, rules: [...others, { rule, version }] })
  if (considered === null) return { matched: false, changes: false, wanted: links, inWords: 'It does not match.' }
  const { wanted, results, isClearing } = wishOf(considered, considered.decision)
  const own = results.find(({ key }) => key === rule.key)?.actions ?? []
  const isActing = own.some(({ contacts }) => contacts.some(({ effect }) => effect === 'applied'))
  const effects = own.map(({ type, effect, contactIds }) => `${type} ${contactIds.join(', ')}: ${effect}`)
  return {
    matched: true,
    changes: isActing && planLinks(links, wanted, isClearing).length > 0,
    wanted: wanted.links,
    inWords: `It matches. ${effects.join('; ')}.`,
  }
}

const history = ['event', 'changed', 'previous'] as const

function readsHistory(rule: VersionedRule['rule']): boolean {
  const trees = [rule.conditions, ...selectorsOf(rule).flatMap(({ where }) => where ?? [])]
  return trees.some((tree) => history.some((name) => factsRead(tree).has(name)))
}
