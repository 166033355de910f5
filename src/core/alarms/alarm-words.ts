import { type Hold, whyHeld } from '../guards/hold.ts'
import { whyQuarantined } from '../guards/quarantine.ts'
import type { Stop } from '../guards/stop.ts'
import type { Swing } from '../guards/swing.ts'
import { changeInWords, type NameChange } from '../rules/portal-names.ts'
import type { SweepsSince } from '../sweeps/overdue.ts'
import type { Sweep, SweepKind } from '../sweeps/sweep.ts'
import type { Alarm } from './alert.ts'
import { lengthInWords, momentInWords, type Silence, usualInWords } from './silence.ts'

/** What people read of each alarm, and what they can do about it. */
type Words = Pick<Alarm, 'title' | 'message' | 'whatToDo'>
const ofPortal = { subject: '' }

export function portalPaused({ reason, since, whatToDo }: { reason: string; since: string; whatToDo: string }): Alarm {
  return {
    ...{ kind: 'portal-paused', ...ofPortal, since, whatToDo },
    title: 'The portal is paused',
    message: `${reason} It is left alone since ${momentInWords(since)}: deals wait and none fails for it, events are taken in.`,
  }
}

export function writesStopped({ at, by, note }: Stop): Alarm {
  const why = note === null ? '' : ` Their note: ${note}`
  return {
    ...{ kind: 'writes-stopped', ...ofPortal, since: at },
    title: 'All writes are stopped',
    message: `${by} stopped all writes on the portal. Events are taken in and deals wait.${why}`,
    whatToDo: 'Resume them when the reason is gone: "Needs a person" in the console, or "npm run bindery -- resume".',
  }
}

export function ruleHeld({ ruleKey, since, reason }: Pick<Hold, 'ruleKey' | 'since' | 'reason'>): Alarm {
  return {
    ...{ kind: 'rule-held', subject: ruleKey, since },
    title: `Rule ${ruleKey} is held by its fuse`,
    message: whyHeld(ruleKey, reason),
    whatToDo:
      'Look at what it would change under "Needs a person" in the console or with "npm run bindery -- holds list", then release it, release some deals, or discard it.',
  }
}

export type QuarantinedDeal = { dealId: number; since: string; swing: Swing }

const releaseDeals =
  'Look at the rules and people in the deal’s runs, mend what pulls it to and fro, then release the deal: "Needs a person" in the console.'

export function quarantinedDeal({ dealId, since, swing }: QuarantinedDeal): Alarm {
  return {
    ...{ kind: 'deal-quarantined', subject: String(dealId), since, whatToDo: releaseDeals },
    title: `Deal ${dealId} is quarantined`,
    message: `${whyQuarantined(dealId, swing)} It is not written again until a person releases it.`,
  }
}

export const manyDealsQuarantined = (total: number): Words => ({
  title: 'Many deals are quarantined',
  message: `${total} deals are quarantined. Further ones are not told one by one until there are fewer.`,
  whatToDo: `${releaseDeals} Where one rule is behind them all, turn it off first.`,
})

export function runsFail(
  { minutes, all, failed }: { minutes: number; all: number; failed: number },
  limitPercent: number,
  at: Date,
): Alarm {
  return {
    ...{ kind: 'runs-fail', ...ofPortal, since: new Date(at.getTime() - minutes * 60_000).toISOString() },
    title: `${Math.round((failed / all) * 100)} % of the runs fail`,
    message: `${failed} of the ${all} runs of the last ${minutes} minutes failed, each after several tries; less than ${limitPercent} % are let pass.`,
    whatToDo:
      'Look at the failed runs in the console: each says what stood in its way, and can be run again once that is mended.',
  }
}

export function sweepFoundMany(
  { finishedAt, dealsSeen, dealsQueued }: Pick<Sweep, 'finishedAt' | 'dealsSeen' | 'dealsQueued'>,
  limit: number,
  at: Date,
): Alarm {
  return {
    ...{ kind: 'sweep-found-many', ...ofPortal, since: finishedAt ?? at.toISOString() },
    title: `A sweep found ${dealsQueued} deals that no event told of`,
    message: `Of ${dealsSeen} deals that the last sweep looked at, ${dealsQueued} had changed without an event. They are run now; nothing is lost. It is over when a later sweep finds fewer than ${limit}.`,
    whatToDo:
      'After an outage or an import there is nothing to do. Else events get lost: look at the outbound webhook in Bitrix24 and whether it reaches this service ("npm run bindery -- doctor"). GET /api/completeness tells it day by day.',
  }
}

const sweepsInWords: Record<SweepKind, { title: string; one: string; unlooked: string }> = {
  changes: {
    title: 'Sweeps do not come to their end',
    one: 'sweep',
    unlooked: 'nobody looks for changes that no event told of',
  },
  'open-deals': {
    title: 'Looks at the open deals do not come to their end',
    one: 'look at the open deals',
    unlooked: 'nobody looks for contacts that were changed without a trace',
  },
}

export function sweepsFail({ kind, doneFrom, triedFrom, failed, error }: SweepsSince, at: Date): Alarm {
  const { title, one, unlooked } = sweepsInWords[kind]
  const since = doneFrom ?? triedFrom ?? at.toISOString()
  const last =
    doneFrom === null
      ? `No ${one} has come to its end yet; the first one began ${momentInWords(since)}.`
      : `The last ${one} that came to its end began ${momentInWords(since)}.`
  const reason = error === null ? '' : ` What stood in the way last: ${error.message}`
  return {
    ...{ kind: 'sweeps-fail', subject: kind, since, title },
    message: `${last} Failed since then: ${failed}. Until one does, ${unlooked}; it goes on from there, so nothing is lost.${reason}`,
    whatToDo:
      'Ask for one with "npm run bindery -- sweep": it says what stands in its way. "npm run bindery -- doctor" tells what to mend in the portal; the next one comes by itself.',
  }
}

const lookAtRule =
  'On a holiday there is nothing to do. Else look at a deal that it should have changed: "why" in the console or "npm run bindery -- why DEAL" names the condition that failed.'

export function ruleSilent({ key, ...silence }: { key: string } & Silence, at: Date): Alarm {
  const { since } = silence
  return {
    ...{ kind: 'rule-silent', subject: key, since, whatToDo: lookAtRule },
    title: `Rule ${key} has stopped matching`,
    message: `It has matched no deal since ${momentInWords(since)}, for ${lengthInWords(since, at)}. ${usualInWords(silence)} matches.`,
  }
}

export const manyRulesSilent = (count: number): Words => ({
  title: 'Many rules have stopped matching',
  message: `${count} live rules that usually match have not for a day or more. Further ones are not told one by one.`,
  whatToDo: lookAtRule,
})

export function eventsSilent(silence: Silence, at: Date): Alarm {
  const { since } = silence
  return {
    ...{ kind: 'no-events', ...ofPortal, since },
    title: 'No events come',
    message: `No event has come since ${momentInWords(since)}, for ${lengthInWords(since, at)}. ${usualInWords(silence)}.`,
    whatToDo:
      'On a holiday there is nothing to do. Else change a deal in Bitrix24 and look whether it appears under Events. If it does not: is the outbound webhook still there, does its address reach this service ("npm run bindery -- doctor"), is its application token the configured one? Sweeps run what was missed.',
  }
}

const lookAtNames =
  'Look whether the rule still says what is meant. Save it again, changed or not, and this counts as seen.'

export function namesChanged({ key, changes }: { key: string; changes: readonly NameChange[] }, at: Date): Alarm {
  return {
    ...{ kind: 'rule-names-changed', subject: key, since: at.toISOString(), whatToDo: lookAtNames },
    title: `What rule ${key} names has changed in the portal`,
    message: `Since it was saved: ${changes.map(changeInWords).join('; ')}.`,
  }
}

export const manyNamesChanged = (count: number): Words => ({
  title: 'What many rules name has changed in the portal',
  message: `${count} live rules name what is gone from the portal or called otherwise. Further ones are not told one by one.`,
  whatToDo: lookAtNames,
})

/** Events wait on the disk of one process, since the database does not take them. */
export function keptAside(
  { events, bytes, limitBytes, since }: { events: number; bytes: number; limitBytes: number; since: string },
  host: string,
): Alarm {
  return {
    ...{ kind: 'events-kept-aside', subject: host, since },
    title: `Events wait on the disk of ${host}`,
    message: `The database takes no events since ${momentInWords(since)}; ${events} wait on the disk of ${host}. They take ${Math.ceil((bytes / limitBytes) * 100)} % of what they may; beyond that events are refused. They are taken in by themselves when the database is back.`,
    whatToDo: 'Look after the database: is it up, reachable from there, and is there room on its disk?',
  }
}
