import { notAnsweredYet, type SilenceRemedy, silenceInWords } from '../../core/runs/portal-silence.ts'
import { unlessGone } from '../../gone.ts'

/** How long a person is kept waiting, for what the portal says or for a run; a run itself takes the time that it needs. */
export const usualPatienceMs = 20_000

export type PeoplesQuestion = {
  /** What it is about, as the message of one that was not answered begins. */
  about: string
  /** Aborted when whoever asks has gone; left out where the answer is wanted all the same. */
  gone?: AbortSignal
  /** What to do when there is no answer. */
  remedy?: SilenceRemedy
}

/**
 * Asks the portal what a person wants to know and waits for. When it is not answered in time a `PortalError` is thrown that
 * says so, and whether in time or not, once nobody waits the portal is asked no more. `ask` has to mind its signal.
 */
export type AskPortal = <Answer>(
  question: PeoplesQuestion,
  ask: (asker: AbortSignal) => Promise<Answer>,
) => Promise<Answer>

export function createAskPortal(patienceMs: number = usualPatienceMs): AskPortal {
  return async ({ about, gone, remedy = 'usual' }, ask) => {
    const patience = new AbortController()
    const late = () => patience.abort(notAnsweredYet(silenceInWords(about, patienceMs / 1000, remedy)))
    const timer = setTimeout(late, patienceMs)
    const asker = gone === undefined ? patience.signal : AbortSignal.any([gone, patience.signal])
    try {
      return await unlessGone(asker, ask(asker))
    } finally {
      clearTimeout(timer)
      // Where one part has failed, nobody waits for the others.
      patience.abort()
    }
  }
}
