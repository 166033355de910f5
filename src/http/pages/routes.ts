import type { Route } from '../route.ts'
import { type HomeDeps, homeRoute } from './home-route.ts'
import { type RunPageDeps, runPageRoute } from './run-route.ts'
import { type SignInDeps, signInRoute } from './sign-in-route.ts'

export type PagesDeps = SignInDeps & HomeDeps & RunPageDeps

/** Pages for people: read in a browser, with the session of a sign-in link. */
export function pagesRoutes(deps: PagesDeps): Route[] {
  return [signInRoute(deps), homeRoute(deps), runPageRoute(deps)]
}
