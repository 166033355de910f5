import { mayOverwrite } from '../../src/core/change.ts'
import { decide, type MatchedRule } from '../../src/core/decide.ts'
import type { Deed } from '../../src/core/deed.ts'
import { deedsAfterRun } from '../../src/core/deeds.ts'
import { inOrder, type Link, primaryIdOf } from '../../src/core/link.ts'
import { confirmedResults } from '../../src/core/merge.ts'
import type { Action } from '../../src/core/rule.ts'
import { type Applied, applyDecision } from '../../src/flows/apply-decision.ts'
import type { Consideration } from '../../src/flows/consider-deal.ts'
import { ruleIntent } from '../../src/flows/intent.ts'
import { paperPortal } from '../support/paper-portal.ts'

/** What a person does to a deal's links, at once and whole. */
export type Edit = { does: 'link' | 'unlink' | 'make primary'; contactId: number } | { does: 'turn round' }

/** The links after an edit; the same where there was nothing to do. */
function edited(links: readonly Link[], edit: Edit): readonly Link[] {
  const holds = (id: number) => links.some(({ contactId }) => contactId === id)
  switch (edit.does) {
    case 'link': {
      if (holds(edit.contactId)) return links
      const sort = Math.max(0, ...links.map((link) => link.sort)) + 10
      return [...links, { contactId: edit.contactId, sort, isPrimary: links.length === 0 }]
    }
    case 'unlink': {
      if (!holds(edit.contactId)) return links
      const rest = inOrder(links).filter(({ contactId }) => contactId !== edit.contactId)
      const primaryId = primaryIdOf(rest) || rest[0]?.contactId
      return rest.map((link) => ({ ...link, isPrimary: link.contactId === primaryId }))
    }
    case 'make primary':
      if (!holds(edit.contactId) || primaryIdOf(links) === edit.contactId) return links
      return links.map((link) => ({ ...link, isPrimary: link.contactId === edit.contactId }))
    case 'turn round':
      if (links.length < 2) return links
      return inOrder(links)
        .reverse()
        .map((link, index) => ({ ...link, sort: (index + 1) * 10 }))
    default:
      return edit satisfies never
  }
}

/** One rule a list of actions on contacts by their ids; the first is "a", the next "b". */
export type Scenario = { links: Link[]; rules: Action[][] }

const matchedOf = ({ rules }: Scenario): MatchedRule[] =>
  rules.map((actions, index) => ({
    key: String.fromCharCode(97 + index),
    mode: 'live',
    actions: actions.map((action) => ({
      action,
      selection: {
        contactIds: action.type !== 'clear' && action.contacts.from === 'ids' ? action.contacts.ids : [],
        notFound: [],
      },
    })),
  }))

/** What a run needs of its consideration to write; the conditions held. */
function consideration(scenario: Scenario): Consideration {
  const matched = matchedOf(scenario)
  return {
    deal: {},
    links: scenario.links,
    matched,
    decision: decide(scenario.links, [], matched),
    resultsOf: (decision) =>
      matched.map(({ key }) => ({
        key,
        version: 1,
        mode: 'live',
        matched: true,
        trace: { all: [], evaluated: true, result: true },
        actions: decision.results.get(key) ?? [],
      })),
    seen: () => {
      throw new Error('not asked for here')
    },
  }
}

type Where = 'gap' | 'amid' | null
type World = { links: readonly Link[]; deeds: readonly Deed[] }

/** One run on the world as it is; `point` is called before every single thing that the portal does for it. */
async function run(world: World, scenario: Scenario, point: (where: Where) => void): Promise<World> {
  const portal = paperPortal({ links: [...world.links] })
  const at = (where: Where = null) => {
    world.links = portal.links
    point(where)
    portal.links = [...world.links]
  }
  const { readLinks, callFor, carryOut } = portal
  /** Of the request that is being carried out. */
  const calls = { made: 0, all: 0 }
  portal.carryOut = async (dealId, sent) => {
    Object.assign(calls, { made: 0, all: sent.length })
    return carryOut(dealId, sent)
  }
  portal.readLinks = async (dealId) => {
    at(calls.made > 0 && calls.made < calls.all ? 'amid' : null)
    return readLinks(dealId)
  }
  portal.callFor = (dealId, change) => {
    // The one gap: between what may overwrite and the reading right before it in the same request.
    const where = mayOverwrite(change) ? 'gap' : portal.beforeWrite.length > 0 ? 'amid' : null
    portal.beforeWrite.push(() => {
      at(where)
      calls.made += 1
    })
    return callFor(dealId, change)
  }
  const considered = consideration(scenario)
  const intent = ruleIntent(considered)
  at()
  const linksBefore = inOrder(portal.links)
  const wish = intent(linksBefore, world.deeds)
  const start = { operations: [], deeds: [...world.deeds], error: null }
  const soFar: Applied = { ...start, linksBefore, linksAfter: linksBefore, results: wish.results }
  const applied = await applyDecision(portal, {
    dealId: 1,
    intent,
    wish,
    signal: undefined,
    soFar,
    mayWrite: async () => {},
    save: async () => {},
    onProgress: () => {},
  })
  at()
  const confirmed = confirmedResults(applied.results, linksBefore, applied.linksAfter)
  return {
    links: portal.links,
    deeds: deedsAfterRun(
      { noted: applied.deeds, operations: applied.operations },
      confirmed,
      linksBefore,
      applied.linksAfter,
    ),
  }
}

const inWords = (links: readonly Link[]) =>
  inOrder(links)
    .map(({ contactId, isPrimary }) => `${contactId}${isPrimary ? '*' : ''}`)
    .join(' ')

/**
 * How a story ends: the links; which of its edits had something to do; whether all of those stand; and which points lay
 * in the gap between a set and the reading before it, and amid several calls that are one decision.
 */
export type End = { links: string; effective: string; stands: Stands; points: number; gaps: number[]; amid: number[] }

/** `settled`: those of whom the last word stands. */
export type Stands = { contacts: boolean; settled: number[]; primary: boolean; order: boolean }

/** Whether the last word of the edits on each thing stands in the end, as each edit had left it. */
function standing(edits: readonly Edit[], left: readonly (readonly Link[] | null)[], end: readonly Link[]): Stands {
  const done = edits.flatMap((edit, index) => (left[index] ? [{ edit, left: left[index] }] : []))
  const holds = (links: readonly Link[], id: number) => links.some(({ contactId }) => contactId === id)
  const wanted = new Map(
    done.flatMap(({ edit }) => (edit.does === 'turn round' ? [] : [[edit.contactId, edit.does !== 'unlink'] as const])),
  )
  const primary = primaryIdOf(done.findLast(({ edit }) => edit.does === 'make primary')?.left ?? [])
  const turned = done.findLastIndex(({ edit }) => edit.does === 'turn round')
  const gone = done.slice(turned + 1).flatMap(({ edit }) => (edit.does === 'unlink' ? [edit.contactId] : []))
  const order = done[turned]?.left.filter(({ contactId }) => !gone.includes(contactId))
  const ids = (links: readonly Link[], among: readonly Link[]) =>
    inOrder(links).flatMap(({ contactId }) => (holds(among, contactId) ? [contactId] : []))
  const settled = [...wanted].flatMap(([id, isLinked]) => (holds(end, id) === isLinked ? [id] : []))
  return {
    contacts: settled.length === wanted.size,
    settled,
    primary: !holds(end, primary) || primaryIdOf(end) === primary,
    order: order === undefined || String(ids(order, end)) === String(ids(end, order)),
  }
}

/** A run with each edit done at its point, and then the run that the person's own event brings. */
export async function woven(scenario: Scenario, edits: readonly Edit[], at: readonly number[]): Promise<End> {
  const world: World = { links: scenario.links, deeds: [] }
  const left: (readonly Link[] | null)[] = []
  const places = { gap: [] as number[], amid: [] as number[] }
  let points = 0
  const act = (until: number) => {
    while (left.length < edits.length && (at[left.length] ?? 0) <= until) {
      left.push(doEdit(world, edits[left.length]) ? world.links : null)
    }
  }
  const after = await run(world, scenario, (where) => {
    if (where !== null) places[where].push(points)
    act(points)
    points += 1
  })
  Object.assign(world, after)
  act(Number.POSITIVE_INFINITY)
  const { links } = await run(world, scenario, () => {})
  return {
    links: inWords(links),
    effective: effects(left),
    stands: standing(edits, left, links),
    points,
    gaps: places.gap,
    amid: places.amid,
  }
}

const effects = (left: readonly (readonly Link[] | null)[]) => String(left.map((links) => links !== null))

function doEdit(world: World, edit: Edit | undefined): boolean {
  const next = edit === undefined ? world.links : edited(world.links, edit)
  const isEffective = inWords(next) !== inWords(world.links)
  world.links = next
  return isEffective
}

/** Every end that comes of runs that happen in an instant: before, between and after the edits, one or several. */
export async function serialEnds(
  scenario: Scenario,
  edits: readonly Edit[],
): Promise<Pick<End, 'links' | 'effective'>[]> {
  const ends: Pick<End, 'links' | 'effective'>[] = []
  for (let runs = 0; runs < 2 ** edits.length; runs += 1) {
    const world: World = { links: scenario.links, deeds: [] }
    const effective: boolean[] = []
    for (const [index, edit] of edits.entries()) {
      if (runs & (2 ** index)) Object.assign(world, await run(world, scenario, () => {}))
      effective.push(doEdit(world, edit))
    }
    // Once more, as the woven one has it: a rule that contradicts itself settles on its primary or order a run later.
    for (const _ of ['at once', 'settled']) {
      Object.assign(world, await run(world, scenario, () => {}))
      ends.push({ links: inWords(world.links), effective: String(effective) })
    }
  }
  return ends
}
