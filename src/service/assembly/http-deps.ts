import { addressMatcher } from '../../address-ranges.ts'
import { planBudget } from '../../core/jobs/budget.ts'
import { validateRule } from '../../core/rules/faults.ts'
import type { Database } from '../../database/connection/open.ts'
import { isConnectionFault } from '../../database/connection/unavailable.ts'
import { dealTitles } from '../../database/deals/titles.ts'
import { listEvents } from '../../database/events/journal.ts'
import { releaseDeal } from '../../database/guards/releases.ts'
import { endSession } from '../../database/people/sessions.ts'
import { createToken, listTokens, revokeToken } from '../../database/people/tokens.ts'
import { listAudit } from '../../database/record/audit.ts'
import { deleteRule, findRule, listRules, ruleVersions } from '../../database/rules/rules.ts'
import { activityOf, ruleActivity } from '../../database/runs/activity.ts'
import { findRun, listRuns } from '../../database/runs/lists.ts'
import { completeness } from '../../database/sweeps/completeness.ts'
import type { HttpDeps } from '../../http/app.ts'
import { parseEventBody } from '../../portal/event.ts'
import { alertsOf } from '../alerts/desk.ts'
import { previewOf } from '../deals/preview.ts'
import { runDealNow } from '../deals/run-now.ts'
import { dealStory } from '../deals/story.ts'
import { whyDeal } from '../deals/why.ts'
import { limitRefusedEvents } from '../events/refused.ts'
import { quarantinedDeals } from '../guards/quarantined-deals.ts'
import { ruleHolds } from '../guards/rule-holds.ts'
import { backfillsOf } from '../jobs/backfill-desk.ts'
import { backtestsOf } from '../jobs/backtest-desk.ts'
import { backtestNow } from '../jobs/backtests.ts'
import { allowanceNow } from '../portal/allowance.ts'
import { portalCatalogue } from '../portal/catalogue.ts'
import { namesSoon } from '../portal/names-soon.ts'
import { auditChainOf } from '../record/audit-chain.ts'
import { contactErasure } from '../record/erase-contact.ts'
import { retentionOf } from '../record/retention-desk.ts'
import { revertsOf } from '../reverts/desk.ts'
import { previewRevert, revertRun } from '../reverts/one-run.ts'
import { ruleChecks } from '../rules/checks.ts'
import { foretell } from '../rules/forecasts.ts'
import { ruleProposals, savedRules } from '../rules/proposals.ts'
import { shippedRecipes } from '../rules/recipes.ts'
import { rivalRules } from '../rules/rivals.ts'
import { savedTests } from '../rules/saved-tests.ts'
import { shadowScore } from '../rules/shadow-score.ts'
import { undoneWork } from '../rules/undone-work.ts'
import { limitRefusalLines } from '../sign-in/refused-callers.ts'
import { statusReport } from '../status/report.ts'
import { sweepsOf } from '../sweeps/desk.ts'
import { traceIntake } from '../telemetry/traces.ts'
import type { Parts } from './parts.ts'

/** Recorded deals that a rule is tried on while somebody waits for its save. */
const judgedWithASave = 1_000

/** What the HTTP edge asks for, out of what this service is made of. */
export function httpDeps(parts: Parts): HttpDeps {
  const { database, portalId, metadata, askPortal } = parts
  const ofDeal = (dealId: number, gone: AbortSignal) => ({ about: `Deal ${dealId}`, gone })
  return {
    log: parts.log,
    version: parts.version,
    publicUrl: parts.publicUrl,
    consoleFiles: parts.consoleFiles,
    now: parts.now,
    isDatabaseAway: isConnectionFault,
    parseEvent: parseEventBody,
    isAcceptedToken(token) {
      const isAccepted = parts.connection.isAcceptedToken(token)
      if (!isAccepted) parts.watch.noteRefusedEvent()
      return isAccepted
    },
    isEventSource: parts.eventSources.allows,
    countRefusedEvent: limitRefusedEvents({ log: parts.log, onRefused: parts.metrics.eventRefused }),
    mayLogRefusal: limitRefusalLines(),
    isTrustedProxy: addressMatcher(parts.config.doors.trustedProxies),
    acceptEvent: traceIntake(parts.traces, parts.intake.accept),
    authenticate: parts.credentials.authenticate,
    ...parts.people,
    openid: parts.openid,
    listAudit: (filter) => listAudit(database, filter),
    auditChain: auditChainOf(parts),
    retention: retentionOf(parts),
    eraseContact: contactErasure(parts),
    validateRule,
    checkRule: ruleChecks(parts, metadata),
    portalCatalogue: portalCatalogue(parts, metadata),
    findDeals: (text, gone) =>
      askPortal({ about: 'The search for deals', gone }, (asker) => parts.portals.lookups(asker).findDeals(text)),
    ...savedTests(parts),
    listRules: () => listRules(database, portalId),
    findRule: (key) => findRule(database, portalId, key),
    saveRule: savedRules(parts),
    proposals: ruleProposals(parts),
    deleteRule: ({ key, ...deletion }) => deleteRule(database, portalId, key, deletion).finally(parts.ruleSet.forget),
    ruleVersions: (key) => ruleVersions(database, portalId, key),
    listRuns: (filter) => listRuns(database, portalId, filter),
    findRun: (id) => findRun(database, portalId, id),
    dealTitles: (ids) => dealTitles(database, portalId, ids),
    names: { deals: (ids) => dealTitles(database, portalId, ids), contacts: parts.contactNames.of },
    listEvents: (filter) => listEvents(database, portalId, filter),
    dealStory: (dealId) => dealStory(parts, dealId),
    listQuarantined: (page) => quarantinedDeals(parts, page),
    runDealNow: (request) => runDealNow(parts, request),
    previewDeal: (request, gone) =>
      askPortal(ofDeal(request.dealId, gone), (asker) => previewOf(parts, request, asker)),
    previewRevert: (runId, gone) => previewRevert(parts, runId, gone),
    revertRun: (request, gone) => revertRun(parts, request, gone),
    reverts: revertsOf(parts),
    whyDeal: (dealId, gone) =>
      askPortal(ofDeal(dealId, gone), (asker) =>
        whyDeal(
          parts,
          {
            preview: (request) => previewOf(parts, request, asker),
            names: () => namesSoon(metadata, asker),
          },
          dealId,
        ),
      ),
    async releaseDeal(release) {
      if ((await dealStory(parts, release.dealId)) === null) return null
      await releaseDeal(database, portalId, { dealId: release.dealId, by: release.caller })
      return dealStory(parts, release.dealId)
    },
    status: () => statusReport(parts),
    holds: ruleHolds(parts),
    alerts: alertsOf(parts),
    stopWrites: ({ note, caller }) => parts.stopSwitch.stop({ by: caller, note }),
    resumeWrites: ({ note, caller }) => parts.stopSwitch.resume({ by: caller, note }),
    notices: parts.notices,
    activity: (steps) => activityOf(database, portalId, steps),
    ruleActivity: (steps) => ruleActivity(database, portalId, steps),
    shadowScore: shadowScore(parts),
    undoneWork: undoneWork(parts),
    rivalRules: rivalRules(parts),
    backfills: backfillsOf(parts),
    sweeps: sweepsOf(parts),
    completeness: (span) => completeness(database, portalId, span),
    backtests: backtestsOf(parts),
    async backtestNow({ rule, against, version, isForecast }) {
      try {
        const said = await backtestNow(parts, { rule, against, limit: judgedWithASave })
        if (version !== null && isForecast) await foretell(parts, { rule, version }, said)
        return said
      } catch (error) {
        parts.log.warn({ err: error }, `the backtest of rule ${rule.key} failed; the rule is saved`)
        return null
      }
    },
    recipes: shippedRecipes,
    planBudget: (job) => planBudget(job, allowanceNow(parts)),
    readiness: () => readiness(database),
    metrics: () => parts.metrics.read(),
    tokens: {
      list: (madeBy) => listTokens(database, madeBy),
      async create({ name, role, expiresAt, caller }) {
        const until = expiresAt === null ? null : new Date(expiresAt)
        const wanted = { name, role, kind: 'api' as const, expiresAt: until, createdById: caller.userId }
        const { token, record } = await createToken(database, wanted, caller)
        return { token: record, secret: token }
      },
      async revoke({ id, caller, madeBy }) {
        if (await revokeToken(database, id, caller, madeBy)) return 'revoked'
        // What is left of a start's link that was used is the session of whoever used it.
        const isEnded = madeBy === undefined && (await endSession(database, { id, userId: null, actor: caller }))
        return isEnded ? 'revoked' : 'absent'
      },
    },
  }
}

async function readiness(database: Database): ReturnType<HttpDeps['readiness']> {
  try {
    await database.ping()
    const migrations = (await database.pendingMigrations()) === 0 ? 'ok' : 'pending'
    return { ready: migrations === 'ok', checks: { database: 'ok', migrations } }
  } catch {
    return { ready: false, checks: { database: 'failed', migrations: 'pending' } }
  }
}
