import { z } from 'zod'

const Count = z.number()

/** The numbers that a save of a live rule comes with, as far as one line tells them. */
export const SavedBacktest = z.looseObject({
  liveVersion: Count.nullable(),
  deals: Count,
  undecided: Count,
  draft: z.looseObject({ matched: Count, changed: Count }),
  difference: z.looseObject({ onlyDraft: Count, onlyLive: Count, otherwise: Count }),
})
export type SavedBacktest = z.infer<typeof SavedBacktest>

/** "On the newest 120 deals on record it matches 80 and would change 12; …" */
export function backtestLine({ liveVersion, deals, undecided, draft, difference }: SavedBacktest): string {
  const { onlyDraft, onlyLive, otherwise } = difference
  return [
    `On the newest ${deals} deals on record it matches ${draft.matched} and would change ${draft.changed}`,
    liveVersion === null
      ? '; no version of it was live before'
      : `; version ${liveVersion}, which was live, differs on ${onlyDraft + onlyLive + otherwise}`,
    undecided > 0 ? `; ${undecided} cannot be judged, as no run has read what it asks for.` : '.',
  ].join('')
}
