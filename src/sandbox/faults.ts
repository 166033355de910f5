import { PortalError, systemErrors } from './errors.ts'

/** Faults of the way to the portal and back: they befall a whole request. */
export type TransportFault =
  | 'reset-before'
  | 'reset-after'
  | 'timeout-before'
  | 'timeout-after'
  | 'html-502'
  | 'html-502-after'
  | 'html-404'
  | 'json-500-after'
  | 'truncated-json'
  | 'empty-answer'
  | 'error-under-200'
  | 'redirect-302'
  | 'distorted'
  | 'slow'
  | 'held'

/** Refusals by the portal: inside a batch they befall one command. */
export type RefusalFault =
  | 'json-500'
  | 'unexpected-answer'
  | 'unauthorized'
  | 'no-auth'
  | 'credentials-403'
  | 'insufficient-scope'
  | 'overload'
  | 'query-limit'
  | 'operation-time'
  | 'no-subscription'
  | 'error'

export type SandboxFault = {
  /** Method it befalls, alone or inside a batch; any if left out. */
  method?: string | RegExp
  /** How many calls it befalls, after letting `skip` pass; default 1 and 0. */
  times?: number
  skip?: number
} & (
  | { kind: Exclude<TransportFault, 'slow' | 'held' | 'redirect-302' | 'distorted'> }
  | { kind: 'slow'; delayMs: number }
  /** The call is carried out and answered once that has come about. */
  | { kind: 'held'; until: Promise<unknown> }
  /** The call is carried out, and its answer has another shape than it should. */
  | { kind: 'distorted'; distort: (body: unknown) => unknown }
  /** The portal was renamed: the address answers with its new one, an origin. */
  | { kind: 'redirect-302'; location: string }
  | { kind: Exclude<RefusalFault, 'error'> }
  | { kind: 'error'; status: number; code: string | number; description: string }
  /** Something happens just before the call is carried out, such as a person's change of the same deal. */
  | { kind: 'meanwhile'; act: () => void }
)

type Armed = { fault: SandboxFault; skip: number; left: number }

const refusals: Readonly<Record<Exclude<RefusalFault, 'error'>, () => PortalError>> = {
  'json-500': systemErrors.internal,
  'unexpected-answer': systemErrors.unexpectedAnswer,
  unauthorized: () => systemErrors.invalidCredentials(401),
  'no-auth': systemErrors.noAuth,
  'credentials-403': () => systemErrors.invalidCredentials(403),
  'insufficient-scope': systemErrors.insufficientScope,
  overload: systemErrors.overload,
  'query-limit': systemErrors.queryLimit,
  'operation-time': systemErrors.operationTime,
  'no-subscription': systemErrors.noSubscription,
}

const isRefusal = (fault: SandboxFault): boolean => fault.kind === 'error' || Object.hasOwn(refusals, fault.kind)

/** Faults that tests and curious people order. The oldest that fits a call is used up first. */
export class SandboxFaults {
  #armed: Armed[] = []

  /** Orders a fault for the next fitting calls. */
  next(fault: SandboxFault): void {
    this.#armed.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 })
  }

  /** Orders a fault for every fitting call until `clear`. */
  always(fault: SandboxFault): void {
    this.next({ ...fault, times: Number.POSITIVE_INFINITY })
  }

  clear(): void {
    this.#armed = []
  }

  /** Faults that have not befallen anything yet. */
  get pending(): readonly SandboxFault[] {
    return this.#armed.map(({ fault }) => fault)
  }

  /** For the server: the transport fault of a request that calls these methods. */
  takeTransport(methods: readonly string[]): SandboxFault | undefined {
    return this.#take(methods, (fault) => !isRefusal(fault) && fault.kind !== 'meanwhile')
  }

  /** For the server: lets the world change before a call, and throws if the portal is told to refuse it. */
  beforeCall(method: string): void {
    const meanwhile = this.#take([method], (fault) => fault.kind === 'meanwhile')
    if (meanwhile?.kind === 'meanwhile') meanwhile.act()
    const fault = this.#take([method], isRefusal)
    if (fault === undefined) return
    if (fault.kind === 'error') throw new PortalError(fault.status, fault.code, fault.description)
    const refusal = Object.entries(refusals).find(([kind]) => kind === fault.kind)?.[1]
    if (refusal !== undefined) throw refusal()
  }

  #take(methods: readonly string[], fits: (fault: SandboxFault) => boolean): SandboxFault | undefined {
    for (const armed of this.#armed) {
      if (!fits(armed.fault) || !methods.some((method) => isOf(armed.fault, method))) continue
      if (armed.skip > 0) {
        armed.skip -= 1
        continue
      }
      armed.left -= 1
      if (armed.left <= 0) this.#armed = this.#armed.filter((other) => other !== armed)
      return armed.fault
    }
    return undefined
  }
}

const isOf = ({ method }: SandboxFault, name: string): boolean =>
  method === undefined || (typeof method === 'string' ? method === name : method.test(name))
