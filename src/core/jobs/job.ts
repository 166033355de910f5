/** Long work that somebody asked for, kept so that it is seen, stopped and taken up again after a restart. */
export const jobKinds = ['backtest', 'revert', 'revert-preview'] as const
export type JobKind = (typeof jobKinds)[number]

/**
 * `queued`: waits for a process. `running`: one works on it. `paused`: rests until resumed. `interrupted`: processes died
 * in it again and again, so it was given up. `done`, `cancelled`, `failed` and `interrupted` are the end.
 */
export const jobStates = ['queued', 'running', 'paused', 'done', 'cancelled', 'failed', 'interrupted'] as const
export type JobState = (typeof jobStates)[number]

/** What a person may do with a job. */
export const jobChanges = ['pause', 'resume', 'cancel'] as const
export type JobChange = (typeof jobChanges)[number]
/** As a sentence has it: "cannot be paused". */
export const jobChangesInPast = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' } as const

export function isEndedJob(state: JobState): boolean {
  return state !== 'queued' && state !== 'running' && state !== 'paused'
}

export type JobError = { code: string; message: string }

/** `progress` is the kind's own account of how far it has come: enough to go on from there. */
export type JobRecord<Params = unknown, Progress = unknown, Result = unknown> = {
  id: string
  kind: JobKind
  state: JobState
  params: Params
  progress: Progress | null
  result: Result | null
  error: JobError | null
  createdAt: string
  createdBy: string
  startedAt: string | null
  finishedAt: string | null
}
