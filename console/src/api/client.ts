import createClient from 'openapi-fetch'
import { problemOf } from './problem.ts'
import type { components, paths } from './schema.d.ts'

export type Me = components['schemas']['Me']
export type User = components['schemas']['User']
export type Invitation = components['schemas']['Invitation']
/** A link that was just made; it is shown this once. */
export type NewLink = Pick<Invitation, 'email' | 'expiresAt'> & { link: string }
export type Token = components['schemas']['Token']
export type ListedToken = components['schemas']['ListedToken']
export type AuditEntry = components['schemas']['AuditEntry']
export type Activity = components['schemas']['Activity']
export type RuleActivity = components['schemas']['RuleActivity']['items'][number]
export type ShadowScore = components['schemas']['ShadowScore']
export type Why = components['schemas']['Why']
export type StatusReport = components['schemas']['Status']
export type Run = components['schemas']['Run']
export type RunSummary = components['schemas']['RunSummary']
export type JournalEvent = components['schemas']['Event']
export type SavedRule = components['schemas']['SavedRule']
export type Alert = components['schemas']['Alert']
export type Hold = components['schemas']['Hold']
export type Proposal = components['schemas']['Proposal'] & { mayApprove: boolean }
export type HeldChange = components['schemas']['HeldChange']
export type QuarantinedDeal = components['schemas']['QuarantinedDeal']
export type DealStory = components['schemas']['DealStory']

/** The service's API, by the session cookie of this browser. */
export const api = createClient<paths>({ baseUrl: location.origin })

type Answered<Data> = { data?: Data; error?: unknown; response: Response }

/** What the API answered. Throws `Problem`. */
export async function answerOf<Data>(asked: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await asked
  if (!response.ok) throw problemOf(response.status, error)
  // An answer of 2xx has the body that the document promises.
  return data as Data
}
