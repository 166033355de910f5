import { randomBytes } from 'node:crypto'
import { PortalError } from '../../core/runs/portal-error.ts'
import type { Run } from '../../core/runs/run.ts'
import type { DealReader, DealWriter } from '../../flows/deal-portal.ts'
import type { ReconcileDeps } from '../../flows/reconcile-deps.ts'
import { clock, type FinishedSpan, idsOfStored, type SpanIds, type Traces } from '../../tracing/span.ts'

type Attributes = FinishedSpan['attributes']
type Step = Pick<FinishedSpan, 'name' | 'kind' | 'startedAt' | 'endedAt' | 'attributes' | 'error'>
type Portal = DealReader & DealWriter

/** One try at a deal's run, whose steps are timed. */
export type TracedRun = {
  /** To be worked with. */
  deps: ReconcileDeps
  recorded(run: Run): void
  /** It came to nothing that is recorded; `code`: why. */
  broken(task: { dealId: number; attempt: number }, code: string): void
}

/** A run goes where its first event's span is, with links to the others; its steps go below it. */
export function traceRun(traces: Traces, untraced: ReconcileDeps): TracedRun {
  const startedAt = clock()
  const steps: Step[] = []
  let eventIds: string[] = []

  async function timed<Result>(
    step: Pick<Step, 'name' | 'kind'> & { attributes?: Attributes },
    work: () => Promise<Result>,
  ): Promise<Result> {
    const { attributes = {}, ...of } = step
    const begun = clock()
    let error: string | null = null
    try {
      return await work()
    } catch (fault) {
      error = codeOf(fault)
      throw fault
    } finally {
      steps.push({ ...of, attributes, startedAt: begun, endedAt: clock(), error })
    }
  }
  const inDatabase = <Result>(name: string, work: () => Promise<Result>) =>
    timed({ name: `database ${name}`, kind: 'client' }, work)

  function tell(own: SpanIds, span: Pick<FinishedSpan, 'name' | 'attributes' | 'error'>): void {
    const endedAt = clock()
    const [parent = null, ...links] = eventIds.map(idsOfStored)
    const ids = parent === null ? own : { ...own, traceId: parent.traceId }
    traces.tell({ ...span, kind: 'internal', ids, parent, links, startedAt, endedAt })
    for (const step of steps) {
      traces.tell({ ...step, ids: { ...ids, spanId: randomBytes(8).toString('hex') }, parent: ids, links: [] })
    }
  }

  return {
    deps: {
      ...untraced,
      rememberDeal: async (dealId) => {
        const memory = await inDatabase('remember', () => untraced.rememberDeal(dealId))
        eventIds = memory.events.map(({ id }) => id)
        return memory
      },
      portalFor: (urgency, heardAt) =>
        tracedPortal(untraced.portalFor(urgency, heardAt), (name, attributes, work) =>
          timed(
            { name: `portal ${name}`, kind: 'client', attributes: { ...attributes, 'bindery.urgency': urgency } },
            work,
          ),
        ),
      saveUnfinished: (dealId, unfinished) =>
        inDatabase('leave word of writes', () => untraced.saveUnfinished(dealId, unfinished)),
      recordRun: (record) => inDatabase('record', () => untraced.recordRun(record)),
    },
    recorded(run) {
      eventIds = run.trigger.eventIds
      tell(idsOfStored(run.id), { name: 'run', attributes: attributesOf(run), error: run.error?.code ?? null })
    },
    broken({ dealId, attempt }, code) {
      const own = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') }
      const attributes = { 'bindery.deal.id': dealId, 'bindery.attempt': attempt }
      tell(own, { name: 'run that was not recorded', attributes, error: code })
    },
  }
}

/** Ids, keys and counts: no names, no values of fields. */
function attributesOf(run: Run): Attributes {
  return {
    'bindery.run.id': run.id,
    'bindery.run.status': run.status,
    'bindery.deal.id': run.dealId,
    'bindery.trigger': run.trigger.type,
    'bindery.attempt': run.attempt,
    'bindery.queued_ms': Date.parse(run.startedAt) - Date.parse(run.queuedAt),
    'bindery.rules.matched': run.rules
      .filter(({ matched }) => matched)
      .map(({ key }) => key)
      .join(),
    'bindery.writes': run.operations.length,
  }
}

/** What a run asks of the portal, with the time that it waits for its turn. */
function tracedPortal(
  portal: Portal,
  timed: <Result>(name: string, attributes: Attributes, work: () => Promise<Result>) => Promise<Result>,
): Portal {
  return {
    ...portal,
    readDeal: (...of) => timed('read deal', {}, () => portal.readDeal(...of)),
    readCompanyAndContacts: (...of) => timed('read company', {}, () => portal.readCompanyAndContacts(...of)),
    leadContacts: (...of) => timed('read contacts of lead', {}, () => portal.leadContacts(...of)),
    matchContacts: (...of) => timed('match contacts', {}, () => portal.matchContacts(...of)),
    readContacts: (...of) => timed('read contacts', {}, () => portal.readContacts(...of)),
    readLinks: (...of) => timed('read links', {}, () => portal.readLinks(...of)),
    carryOut: (dealId, calls, options) =>
      timed('write', { 'bindery.calls': calls.map(({ method }) => method).join() }, () =>
        portal.carryOut(dealId, calls, options),
      ),
  }
}

/** A short word for what went wrong. */
export const codeOf = (fault: unknown): string =>
  fault instanceof PortalError ? fault.code : fault instanceof Error ? fault.name : 'unknown'
