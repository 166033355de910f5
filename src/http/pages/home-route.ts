import type { RuleRecord } from '../../core/store.ts'
import type { CredentialDeps } from '../credentials.ts'
import { type Route, route } from '../route.ts'
import type { EventsDeps } from '../routes/events.ts'
import type { RunsDeps } from '../routes/runs.ts'
import type { StatusDeps } from '../routes/status.ts'
import { homePage } from './home.ts'
import { isSignedIn, pageAnswer } from './page-answer.ts'
import { signedOutPage } from './sign-in.ts'

export type HomeDeps = CredentialDeps &
  StatusDeps &
  Pick<RunsDeps, 'listRuns'> &
  EventsDeps & { listRules(): Promise<RuleRecord[]>; now(): Date }

export function homeRoute(deps: HomeDeps): Route {
  return route({
    method: 'get',
    path: '/',
    summary: 'The state and the latest runs',
    access: 'public',
    isPage: true,
    answers: { 200: pageAnswer('The page.'), 401: pageAnswer('How to sign in.') },
    async handle({ header }) {
      if (!(await isSignedIn(deps, header))) return { status: 401, body: signedOutPage() }
      const [status, runs, waiting, rules] = await Promise.all([
        deps.status(),
        deps.listRuns({ limit: 30 }),
        deps.listEvents({ status: 'pending', limit: 20 }),
        deps.listRules(),
      ])
      const body = homePage({ status, runs: runs.items, waiting: waiting.items, rules, now: deps.now() })
      return { status: 200, body }
    },
  })
}
