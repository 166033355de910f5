import { z } from 'zod'
import type { CredentialDeps } from '../credentials.ts'
import { notFound } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { RunId, type RunsDeps } from '../routes/runs.ts'
import { isSignedIn, pageAnswer } from './page-answer.ts'
import { runPage } from './run.ts'
import { signedOutPage } from './sign-in.ts'

export type RunPageDeps = CredentialDeps & Pick<RunsDeps, 'findRun'>

export function runPageRoute(deps: RunPageDeps): Route {
  return route({
    method: 'get',
    path: '/runs/{id}',
    summary: 'The story of one run',
    access: 'public',
    isPage: true,
    params: z.object({ id: RunId }),
    answers: { 200: pageAnswer('The page.'), 401: pageAnswer('How to sign in.') },
    async handle({ params: { id }, header }) {
      if (!(await isSignedIn(deps, header))) return { status: 401, body: signedOutPage() }
      const run = await deps.findRun(id)
      if (run === null) throw notFound('There is no such run.')
      return { status: 200, body: runPage(run) }
    },
  })
}
