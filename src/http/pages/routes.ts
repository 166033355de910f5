import type { Route } from '../route.ts'
import { type OpenidDeps, openidRoutes } from './openid-routes.ts'
import { type SignInDeps, signInRoute } from './sign-in-route.ts'

export type PagesDeps = SignInDeps & OpenidDeps

/** Addresses that people open and that are not the console's own. */
export function pagesRoutes(deps: PagesDeps): Route[] {
  return [signInRoute(deps), ...openidRoutes(deps)]
}
