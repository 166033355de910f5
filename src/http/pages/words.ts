import { type Link, primaryIdOf } from '../../core/link.ts'
import type { ActionEffectName, RunStatus, RunSummary, Trigger } from '../../core/run.ts'

type Tone = 'good' | 'bad' | 'wait' | 'quiet'

/** A status at a glance: a mark beside the word, so that neither colour nor mark stands alone. */
export const statusMarks: Record<RunStatus, { mark: string; tone: Tone }> = {
  applied: { mark: '✓', tone: 'good' },
  unchanged: { mark: '=', tone: 'quiet' },
  unmatched: { mark: '–', tone: 'quiet' },
  shadow: { mark: '◌', tone: 'quiet' },
  failed: { mark: '✕', tone: 'bad' },
  skipped: { mark: '»', tone: 'wait' },
  quarantined: { mark: '!', tone: 'wait' },
}

export const effectWords: Record<ActionEffectName, string> = {
  applied: 'done',
  already: 'was so already',
  'nothing-selected': 'selected nothing',
  'not-found': 'the contact does not exist or cannot be read',
  overruled: 'another rule prevailed',
  yielded: 'a person undid it before, so it was left',
  shadow: 'would have been done (shadow)',
  failed: 'failed',
}

/** What a run did, in one line. */
export function runInWords(run: RunSummary): string {
  switch (run.status) {
    case 'applied':
      return changesInWords(run.linksBefore, run.linksAfter) || 'wrote, and the links are as before'
    case 'unchanged':
      return 'nothing to do: the links are what the rules want'
    case 'unmatched':
      return 'no rule matched'
    case 'shadow':
      return shadowInWords(run)
    case 'failed':
      return [changesInWords(run.linksBefore, run.linksAfter), 'failed'].filter(Boolean).join(', then ')
    case 'skipped':
      return 'skipped'
    case 'quarantined':
      return 'held back: the links of this deal keep swinging'
    default:
      return run.status satisfies never
  }
}

/** "linked contact 7 (primary), removed 9"; empty when nothing differs but the order. */
export function changesInWords(before: readonly Link[], after: readonly Link[]): string {
  const [idsBefore, idsAfter] = [contactIds(before), contactIds(after)]
  const [primaryBefore, primary] = [primaryIdOf(before), primaryIdOf(after)]
  const linked = idsAfter.filter((id) => !idsBefore.includes(id))
  const removed = idsBefore.filter((id) => !idsAfter.includes(id))
  const isMoved = primary !== 0 && primary !== primaryBefore
  const phrases = [
    linked.length > 0 &&
      `linked ${contacts(linked)} ${linked.map((id) => (isMoved && id === primary ? `${id} (primary)` : id)).join(', ')}`,
    removed.length > 0 && `removed ${linked.length > 0 ? '' : `${contacts(removed)} `}${removed.join(', ')}`,
    isMoved && !linked.includes(primary) && `made contact ${primary} primary`,
  ].filter((phrase) => phrase !== false)
  if (phrases.length > 0) return phrases.join(', ')
  return idsBefore.join() === idsAfter.join() ? '' : 'changed the order of the contacts'
}

const contactIds = (links: readonly Link[]) => links.map((link) => link.contactId)
const contacts = (ids: readonly number[]) => (ids.length === 1 ? 'contact' : 'contacts')

function shadowInWords(run: RunSummary): string {
  const meant = run.rules
    .flatMap((rule) => rule.actions)
    .filter((action) => action.effect === 'shadow')
    .map((action) => action.note ?? [`would ${action.type}`, ...action.contactIds].join(' '))
  return `nothing changed; in shadow: ${meant.join(', ')}`
}

const eventWords: Record<string, string> = {
  ONCRMDEALADD: 'deal created',
  ONCRMDEALUPDATE: 'deal changed',
  ONCRMDEALDELETE: 'deal deleted',
}

/** Why a run happened. */
export function triggerInWords(trigger: Trigger): string {
  if (trigger.type === 'event') return trigger.events.map((name) => eventWords[name] ?? name).join(', ')
  const words = { sweep: 'periodic sweep', backfill: 'backfill', manual: 'asked for by hand', revert: 'put back' }
  return words[trigger.type]
}

/** A value as JSON, cut where it would fill the page. */
export function valueInWords(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`
}
