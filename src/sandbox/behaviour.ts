/**
 * Points that Bitrix24's documentation leaves open. A client has to cope with either answer, so each can be switched;
 * the defaults are the harder or likelier case.
 */
export type SandboxBehaviour = {
  /** Do `crm.*.contact.*` calls raise the owner's update event? */
  linkMethodsRaiseUpdate: boolean
  /** Do they change `updatedTime` and `updatedBy`? */
  linkMethodsTouchUpdatedTime: boolean
  /** Does a move to another funnel change `updatedTime`? Either way it changes `movedTime`. */
  movesTouchUpdatedTime: boolean
  /** Does `items.set` with the links that are there already raise one? */
  equalSetRaisesUpdate: boolean
  /** Can a contact that does not exist be linked? */
  phantomContactsAccepted: boolean
  /** Link methods on a deal that does not exist: 400 `Not found.`, or `[]`/`true` as the quote pages have it. */
  missingOwner: 'error' | 'empty'
  /** Do rows of `crm.item.list` lack `contactIds` although `select` names it? */
  listsLeaveOutContactIds: boolean
  /** HTTP status of `ACCESS_DENIED` of the link methods: 403 on the quote pages, 400 on the deal pages. */
  accessDeniedStatus: 400 | 403
  /** Order in which events waiting together are sent. */
  eventOrder: 'random' | 'kept'
  /** Share of events sent twice, and of events lost; 0 to 1. */
  eventDuplicateShare: number
  eventLossShare: number
  /** Time between a change and its event. */
  eventDelayMs: number
  /** Events in flight at once. */
  eventConcurrency: number
  /** A handler that has not answered by then has lost the event. */
  handlerTimeoutMs: number
  /** Answers slower than this make the queue pause before later events, longer each time. */
  slowAnswerMs: number
  slowPauseMs: number
  /** Do refused requests (503) fill the leaky bucket? */
  refusedRequestsCount: boolean
  /** Where operating time of batched calls is billed: to their methods, to `batch`, or to both. */
  batchBilling: 'inner' | 'outer' | 'both'
  /** Are references of a batch put into the text of a command, whose own signs they may then bring, or into what was read of it? */
  referencesPutInto: 'values' | 'text'
  /**
   * What commands of a batch that is billed to `batch` alone show as `operating`: what their own method has used, or the
   * batch's sum, the same for each, as an SDK maintainer measured (github.com/bitrix24/b24jssdk/pull/539)?
   */
  billedBatchShows: 'own' | 'batch'
  /** Does an answer come only after the time that its calls take (`limits.operatingCost`), or at once? */
  operatingTimeWaited: boolean
  /** Answer to a wrong secret. */
  wrongSecretError: 'INVALID_CREDENTIALS' | 'NO_AUTH_FOUND'
  /** `crm.duplicate.findbycomm` without a hit: PHP's empty array, or an object. */
  noDuplicates: 'array' | 'object'
  /** Language of `error_description`. */
  language: 'en' | 'de'
  /** Does `time` carry `operating` and `operating_reset_at`? On-premise portals may leave them out. */
  operatingShown: boolean
  /** Offset of the portal's server. */
  utcOffsetMinutes: number
}

export const documentedBehaviour: SandboxBehaviour = {
  linkMethodsRaiseUpdate: true,
  linkMethodsTouchUpdatedTime: false,
  movesTouchUpdatedTime: true,
  equalSetRaisesUpdate: true,
  phantomContactsAccepted: true,
  missingOwner: 'error',
  listsLeaveOutContactIds: false,
  accessDeniedStatus: 403,
  eventOrder: 'random',
  eventDuplicateShare: 0.05,
  eventLossShare: 0,
  eventDelayMs: 0,
  eventConcurrency: 10,
  handlerTimeoutMs: 5_000,
  slowAnswerMs: 1_000,
  slowPauseMs: 500,
  refusedRequestsCount: false,
  batchBilling: 'inner',
  billedBatchShows: 'batch',
  referencesPutInto: 'values',
  operatingTimeWaited: false,
  wrongSecretError: 'INVALID_CREDENTIALS',
  noDuplicates: 'array',
  language: 'en',
  operatingShown: true,
  utcOffsetMinutes: 120,
}
