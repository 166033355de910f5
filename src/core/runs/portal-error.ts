/** Named by what happens next. */
export type PortalErrorKind =
  /** The deal, contact or company does not exist. Nothing to do. */
  | 'not-found'
  /** The webhook's owner may not read or change this record. A person must grant it. */
  | 'no-permission'
  /** The webhook is dead, blocked, expired, or lacks a scope. A person must replace it; every call will fail. */
  | 'wrong-credentials'
  /** Too many requests or too much execution time. Try again at `retryAt`; nothing was done. */
  | 'limit'
  /** The portal is ill; nothing was done as far as is known. Try again later. */
  | 'transient'
  /** A write may or may not have taken effect. Read before trying again. */
  | 'outcome-unknown'
  /** The request itself was wrong. Trying again cannot help. */
  | 'our-mistake'

/** A call on the portal that failed, in words free of secrets. */
export class PortalError extends Error {
  override readonly name = 'PortalError'
  readonly kind: PortalErrorKind
  /** The portal's own code, or a short one of ours where it gave none: for records and people. */
  readonly code: string
  readonly method: string
  /** When to come back, in milliseconds since 1970; only with `limit` and `wrong-credentials`. */
  readonly retryAt: number | null

  constructor(
    kind: PortalErrorKind,
    fault: { code: string; method: string; message: string; retryAt?: number; cause?: unknown },
  ) {
    super(fault.message, fault.cause === undefined ? undefined : { cause: fault.cause })
    this.kind = kind
    this.code = fault.code
    this.method = fault.method
    this.retryAt = fault.retryAt ?? null
  }

  /** Whether the same work, started again at its read, can succeed without a person's help. */
  get isRetryable(): boolean {
    return this.kind === 'limit' || this.kind === 'transient' || this.kind === 'outcome-unknown'
  }

  /** Whether neither waiting mends it, nor a person who puts the webhook right. */
  get isHopeless(): boolean {
    return !this.isRetryable && this.kind !== 'wrong-credentials'
  }
}
