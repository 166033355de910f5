import { type PagesDeps, pagesRoutes } from './pages/routes.ts'
import type { Route } from './route.ts'
import { type ActivityDeps, activityRoutes } from './routes/activity.ts'
import { type AlertsDeps, alertsRoutes } from './routes/alerts.ts'
import { type AuditDeps, auditRoutes } from './routes/audit.ts'
import { type AuditChainDeps, auditChainRoutes } from './routes/audit-chain.ts'
import { type BackfillsDeps, backfillsRoutes } from './routes/backfills.ts'
import { type BacktestsDeps, backtestsRoutes } from './routes/backtests.ts'
import { type CompletenessDeps, completenessRoutes } from './routes/completeness.ts'
import { type ContactsDeps, contactsRoutes } from './routes/contacts.ts'
import { type DealsDeps, dealsRoutes } from './routes/deals.ts'
import { type EventsDeps, eventsRoutes } from './routes/events.ts'
import { type HoldsDeps, holdsRoutes } from './routes/holds.ts'
import { type NamesDeps, namesRoutes } from './routes/names.ts'
import { openapiRoute } from './routes/openapi.ts'
import { invitationsRoutes } from './routes/people/invitations.ts'
import { meRoutes } from './routes/people/me.ts'
import { myTokensRoutes } from './routes/people/my-tokens.ts'
import { type SessionDeps, sessionRoutes } from './routes/people/session.ts'
import { usersRoutes } from './routes/people/users.ts'
import { type PortalDeps, portalRoutes } from './routes/portal.ts'
import { type ProbesDeps, probesRoutes } from './routes/probes.ts'
import { promoteRoutes } from './routes/promote.ts'
import { type ProposalsDeps, proposalsRoutes } from './routes/proposals.ts'
import { type RecipesDeps, recipesRoutes } from './routes/recipes.ts'
import { type RetentionDeps, retentionRoutes } from './routes/retention.ts'
import { type RevertDeps, revertRoutes } from './routes/revert.ts'
import { type RevertsDeps, revertsRoutes } from './routes/reverts.ts'
import { type RivalsDeps, rivalsRoutes } from './routes/rivals.ts'
import { type RuleCheckDeps, ruleCheckRoutes } from './routes/rule-check.ts'
import { ruleVersionsRoutes } from './routes/rule-versions.ts'
import { rulesRoutes } from './routes/rules.ts'
import type { RulesDeps } from './routes/rules-deps.ts'
import { type RunsDeps, runsRoutes } from './routes/runs.ts'
import { type SavedTestsDeps, savedTestsRoutes } from './routes/saved-tests.ts'
import { type ShadowDeps, shadowRoutes } from './routes/shadow.ts'
import { type StatusDeps, statusRoutes } from './routes/status.ts'
import { type StopDeps, stopRoutes } from './routes/stop.ts'
import { type StreamDeps, streamRoutes } from './routes/stream.ts'
import { type SweepsDeps, sweepsRoutes } from './routes/sweeps.ts'
import { type TokensDeps, tokensRoutes } from './routes/tokens.ts'
import { type UndoneDeps, undoneRoutes } from './routes/undone.ts'
import { type WebhookDeps, webhookRoutes } from './routes/webhook.ts'
import { type WhyDeps, whyRoutes } from './routes/why.ts'

export type RoutesDeps = WebhookDeps &
  RuleCheckDeps &
  RulesDeps &
  ProposalsDeps &
  SavedTestsDeps &
  RunsDeps &
  NamesDeps &
  RevertDeps &
  RevertsDeps &
  EventsDeps &
  PortalDeps &
  DealsDeps &
  WhyDeps &
  ShadowDeps &
  RivalsDeps &
  UndoneDeps &
  BacktestsDeps &
  StatusDeps &
  StopDeps &
  HoldsDeps &
  AlertsDeps &
  StreamDeps &
  ActivityDeps &
  BackfillsDeps &
  SweepsDeps &
  CompletenessDeps &
  RecipesDeps &
  TokensDeps &
  SessionDeps &
  AuditDeps &
  AuditChainDeps &
  RetentionDeps &
  ContactsDeps &
  ProbesDeps &
  PagesDeps

/** The one table of everything that this service answers. */
export function routesOf(deps: RoutesDeps): Route[] {
  const routes = [
    ...webhookRoutes(deps),
    ...ruleCheckRoutes(deps),
    ...rulesRoutes(deps),
    ...ruleVersionsRoutes(deps),
    ...proposalsRoutes(deps),
    ...runsRoutes(deps),
    ...namesRoutes(deps),
    ...savedTestsRoutes(deps),
    ...revertRoutes(deps),
    ...revertsRoutes(deps),
    ...eventsRoutes(deps),
    ...portalRoutes(deps),
    ...dealsRoutes(deps),
    ...whyRoutes(deps),
    ...promoteRoutes(deps),
    ...shadowRoutes(deps),
    ...rivalsRoutes(deps),
    ...undoneRoutes(deps),
    ...backtestsRoutes(deps),
    ...statusRoutes(deps),
    ...stopRoutes(deps),
    ...holdsRoutes(deps),
    ...alertsRoutes(deps),
    ...streamRoutes(deps),
    ...activityRoutes(deps),
    ...backfillsRoutes(deps),
    ...sweepsRoutes(deps),
    ...completenessRoutes(deps),
    ...recipesRoutes(deps),
    ...sessionRoutes(deps),
    ...meRoutes(deps),
    ...myTokensRoutes(deps),
    ...usersRoutes(deps),
    ...invitationsRoutes(deps),
    ...tokensRoutes(deps),
    ...auditRoutes(deps),
    ...auditChainRoutes(deps),
    ...retentionRoutes(deps),
    ...contactsRoutes(deps),
    ...probesRoutes(deps),
    ...pagesRoutes(deps),
  ]
  return [...routes, openapiRoute(routes, deps)]
}
