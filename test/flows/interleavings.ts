import type { LinkChange } from '../../src/core/deal/change.ts'
import { type Link, primaryIdOf } from '../../src/core/deal/link.ts'
import type { Action, RuleDocument } from '../../src/core/rules/rule.ts'
import { PortalError } from '../../src/core/runs/portal-error.ts'
import type { Run } from '../../src/core/runs/run.ts'
import { aRule, memoryAfter, type PaperDesk, paperDesk } from '../support/paper-desk.ts'
import { type PaperPortal, paperPortal } from '../support/paper-portal.ts'
import { type Edit, editedIfAny, inWords, type Stands, standing } from './edits.ts'

/** One rule a list of actions on contacts by their ids; the first is "a", the next "b". */
export type Scenario = { links: Link[]; rules: Action[][] }

/**
 * What goes wrong in the first run: after how many of its calls the answer to a request with writes is lost (null: it is
 * not), and whether with the process that waited for it; which of the readings beside them fail.
 */
export type Mishaps = { lost: ({ after: number; isDeath: boolean } | null)[]; unread: boolean[] }
const none: Mishaps = { lost: [], unread: [] }

/**
 * What of a person's edits a point is blind to; whether it lies amid several calls that are one decision; and the request
 * in which it lies.
 */
type Where = { isMissed(edit: Edit): boolean; isAmid: boolean; request: Request | null }

/** What the portal was asked for, in order: the readings beside writes that it answered, and the requests with writes. */
export type Asked = { type: 'read' } | { type: 'write'; changes: LinkChange[]; carriedOut: number; isLost: boolean }

/** What the portal answered to one request, with the links that it showed last; what it failed with where it gave no answer. */
export type Answered = { links: readonly Link[] | null; whole: unknown }

/** What has still to be done of a request with writes, how much was, and before which of them it looks at the links. */
type Request = {
  waiting: LinkChange[]
  made: LinkChange[]
  guarded: LinkChange | null
  hasLooked: boolean
  isLost: boolean
  hasMovedPrimary: boolean
  /** Whether it unlinks whom it found as primary, so that the portal comes to another by itself, if nobody chooses one. */
  isFallingBack: boolean
}

type World = {
  portal: PaperPortal
  desk: PaperDesk
  asked: Asked[]
  answered: Answered[]
  point: (where: Where) => void
  /** Lets nothing more go wrong. */
  heal(): void
}

const documents = new WeakMap<Scenario, RuleDocument[]>()

function rulesOf(scenario: Scenario): RuleDocument[] {
  const known = documents.get(scenario)
  if (known !== undefined) return known
  const made = scenario.rules.map((actions, index) => aRule({ key: String.fromCharCode(97 + index), actions }))
  documents.set(scenario, made)
  return made
}

const contacts = new Map([7, 8, 9, 12, 13, 20].map((id) => [id, { id }]))

/** A deal on which nothing has run yet; `point` is called before every single thing that the portal does for a run. */
function aWorld(scenario: Scenario, mishaps: Mishaps = none): World {
  const lost = mishaps.lost.map((one) => one?.after ?? null)
  const portal = paperPortal({ links: [...scenario.links], contacts, lost })
  const desk = paperDesk(portal, rulesOf(scenario))
  const [unread, deaths] = [[...mishaps.unread], mishaps.lost.map((one) => one?.isDeath === true)]
  const heal = () => {
    for (const ahead of [portal.lost, unread, deaths]) ahead.length = 0
  }
  const world: World = { portal, desk, asked: [], answered: [], point: () => {}, heal }
  const { readDeal, readLinks, callFor, carryOut } = portal
  let request: Request | null = null
  let planned: LinkChange[] = []
  /** Of a request whose answer was lost, until the links are read. */
  let unknown: Request | null = null
  /** Whether a part of what was decided has been done, and the rest waits for another decision. */
  let isHalfDone = false

  const at = () => {
    const here = request
    world.point({
      isMissed: (edit) => (here !== null && isMissedIn(here, edit)) || (unknown !== null && isUndoneBy(unknown, edit)),
      isAmid: isHalfDone || (here !== null && here.made.length > 0 && here.waiting.length > 0),
      request: here,
    })
  }
  const read = async <Answer>(
    answer: () => Promise<Answer>,
    linksIn: (of: Answer) => Link[] | null,
  ): Promise<Answer> => {
    at()
    if (unread.shift() === true) {
      world.answered.push({ links: null, whole: portalIsIll.code })
      throw portalIsIll
    }
    world.asked.push({ type: 'read' })
    unknown = null
    const given = await answer()
    world.answered.push({ links: linksIn(given), whole: given })
    return given
  }
  portal.readDeal = (...of) =>
    read(
      () => readDeal(...of),
      (found) => found?.links ?? null,
    )
  portal.readLinks = (dealId) => {
    if (request === null)
      return read(
        () => readLinks(dealId),
        (links) => links,
      )
    at()
    if (request.waiting[0] === request.guarded) request.hasLooked = true
    return readLinks(dealId)
  }
  portal.callFor = (dealId, change) => {
    planned.push(change)
    portal.beforeWrite.push(() => {
      at()
      const primaryId = primaryIdOf(portal.links)
      portal.afterWrite.push(() => {
        if (request === null) return
        request.made.push(...request.waiting.splice(0, 1))
        if (primaryIdOf(portal.links) === primaryId) return
        request.hasMovedPrimary = true
        request.isFallingBack ||= change.type === 'unlink'
      })
    })
    return callFor(dealId, change)
  }
  portal.carryOut = async (dealId, sent, options = {}) => {
    const [changes, isLost] = [planned, (portal.lost[0] ?? null) !== null]
    const guarded = changes[options.lookBefore ?? -1] ?? null
    const primaryId = primaryIdOf(portal.links)
    request = {
      waiting: [...changes],
      made: [],
      guarded,
      hasLooked: false,
      isLost,
      hasMovedPrimary: false,
      isFallingBack: changes.some((change) => change.type === 'unlink' && change.contactId === primaryId),
    }
    planned = []
    const answer = await carryOut(dealId, sent, options)
    world.answered.push({ links: answer.links, whole: answer })
    portal.beforeWrite = []
    world.asked.push({ type: 'write', changes, carriedOut: request.made.length, isLost })
    if (isLost) unknown = request
    isHalfDone ||= request.waiting.length > 0 && request.made.length > 0
    request = null
    if (deaths.shift() === true) throw processDied
    return answer
  }
  // Without the copies that the desk makes: a story is some runs, and there are many thousand stories.
  desk.deps.rememberDeal = async () => ({ ...desk.memory })
  desk.deps.saveUnfinished = async (_dealId, unfinished) => {
    desk.memory.unfinished = unfinished
  }
  desk.deps.recordRun = async (record) => {
    at()
    desk.memory = memoryAfter(desk.memory, record)
  }
  return world
}

const processDied = new Error('The process died.')
const portalIsIll = new PortalError('transient', { code: 'ill', method: 'crm.item.get', message: 'The portal is ill.' })

/**
 * The one gap: between the reading in a request with writes and the call that it is for. Where that unlinks, it is for
 * those after it as well; what can be missed is that somebody made one of these the primary. With the answer that reading
 * is lost as well.
 */
function isMissedIn({ waiting, guarded, hasLooked, isLost }: Request, edit: Edit): boolean {
  if (guarded === null || !(hasLooked || isLost)) return false
  if (guarded.type !== 'unlink') return waiting.includes(guarded)
  return (
    edit.does === 'make primary' && waiting.some((one) => one.type === 'unlink' && one.contactId === edit.contactId)
  )
}

/** Whether an edit undoes something of a request of which nobody knows whether it was done. */
function isUndoneBy({ made, hasMovedPrimary }: Request, edit: Edit): boolean {
  return made.some((change) => {
    if (change.type === 'set-links' || change.type === 'unlink-all') return true
    if (!('contactId' in edit)) return false
    if (edit.does === 'make primary') return hasMovedPrimary
    return edit.contactId === (change.type === 'link' ? change.link.contactId : change.contactId)
  })
}

/** One run for an event that was heard, tried again as long as that does not come to an end. */
async function run(world: World, point: World['point'] = () => {}): Promise<Run> {
  world.point = point
  world.desk.hear()
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await world.desk.run({ attempt })
    } catch (error) {
      if (!(error instanceof PortalError) && error !== processDied) throw error
    }
  }
}

/**
 * How a story ends: the links; which of its edits had something to do; whether all of those stand; whether one of them
 * came where it could not be known; which points lay amid several calls that are one decision, and how many there were;
 * and whether one came amid a request by which the portal came to a primary by itself, or would have.
 */
export type End = {
  links: string
  effective: string
  stands: Stands
  /** What of the edits would stand had it ended with other links. */
  standsIn(links: readonly Link[]): Stands
  isMissed: boolean
  amid: number[]
  points: number
  isAmidFallback: boolean
  /** The run in which the edits came, with what it asked of the portal. */
  run: Run
  asked: Asked[]
  /** All that the portal answered to it and to the run after it. */
  answered: Answered[]
  /** A further one that nothing disturbs. */
  settle(): Promise<Run>
}

/** A run with each edit done at its point, and then the run that the person's own event brings. */
export async function woven(
  scenario: Scenario,
  edits: readonly Edit[],
  at: readonly number[],
  mishaps: Mishaps = none,
): Promise<End> {
  const world = aWorld(scenario, mishaps)
  const left: (readonly Link[] | null)[] = []
  const [amid, requests]: [number[], (Request | null)[]] = [[], []]
  let [points, isMissed] = [0, false]
  const act = (until: number) => {
    while (left.length < edits.length && (at[left.length] ?? 0) <= until) {
      left.push(doEdit(world, edits[left.length]))
    }
  }
  const first = await run(world, (where) => {
    if (where.isAmid) amid.push(points)
    requests.push(where.request)
    isMissed ||= edits.some((edit, index) => at[index] === points && where.isMissed(edit))
    act(points)
    points += 1
  })
  const asked = [...world.asked]
  world.heal()
  act(Number.POSITIVE_INFINITY)
  await run(world)
  const { links } = world.portal
  const standsIn = (others: readonly Link[]) => standing(edits, left, others)
  const end = { links: inWords(links), effective: effects(left), stands: standsIn(links), standsIn, isMissed }
  const isAmidFallback = at.some((point) => requests[point]?.isFallingBack === true)
  return {
    ...end,
    amid,
    points,
    isAmidFallback,
    run: first,
    asked,
    answered: [...world.answered],
    settle: () => run(world),
  }
}

const effects = (left: readonly (readonly Link[] | null)[]) => String(left.map((links) => links !== null))

function doEdit({ portal }: World, edit: Edit | undefined): readonly Link[] | null {
  const next = edit === undefined ? null : editedIfAny(portal.links, edit)
  if (next !== null) portal.links = [...next]
  return next
}

/** `before`: how many of the edits came before the first run. */
export type SerialEnd = Pick<End, 'links' | 'effective'> & { before: number }

/** Every end that comes of runs that happen in an instant: before, between and after the edits, one or several. */
export async function serialEnds(scenario: Scenario, edits: readonly Edit[]): Promise<SerialEnd[]> {
  const ends: SerialEnd[] = []
  for (let runs = 0; runs < 2 ** edits.length; runs += 1) {
    const world = aWorld(scenario)
    const left: (readonly Link[] | null)[] = []
    let before = edits.length
    for (const [index, edit] of edits.entries()) {
      if (runs & (2 ** index)) {
        before = Math.min(before, index)
        await run(world)
      }
      left.push(doEdit(world, edit))
    }
    await run(world)
    ends.push({ links: inWords(world.portal.links), effective: effects(left), before })
  }
  return ends
}
