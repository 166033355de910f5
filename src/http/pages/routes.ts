import type { Route } from '../route.ts'
import { type SignInDeps, signInRoute } from './sign-in-route.ts'

export type PagesDeps = SignInDeps

export function pagesRoutes(deps: PagesDeps): Route[] {
  return [signInRoute(deps)]
}
