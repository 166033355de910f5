import type { ExportVerdict } from '../core/record/audit-export.ts'
import type { RuleTestDeps } from '../flows/run-rule-test.ts'

/** What the command line needs from the rest of the program; main hands it in. Each may throw `ConfigurationError`. */
export type CliDeps = {
  /** Runs the service until SIGTERM or SIGINT. */
  serve(options: { json: boolean }): Promise<void>
  /** Runs the sandbox portal alone until SIGTERM or SIGINT. */
  sandbox(options: SandboxOptions): Promise<void>
  /** `testAlert`: also sends one over every channel that alerts go out on. */
  doctor(options: { testAlert: boolean }): Promise<DoctorReport>
  /**
   * Lends a running service's API or, when none runs, this configuration's own, started for the time of the work. `isAtRest`:
   * one that is started does none of what waits, as the command only looks.
   */
  withService<T>(work: (service: Service) => Promise<T>, needs?: { isAtRest?: boolean }): Promise<T>
  /** The service that runs with this configuration; null where none does, or the configuration is wrong. */
  runningService(): Promise<Service | null>
  validateRule(document: unknown): RuleVerdict
  /** The call on the portal that carries a change of links out. */
  callFor: RuleTestDeps['callFor']
  /** Whether an exported record is the one that was written; `keyFingerprint`: of the key that signed it. */
  checkExport(text: string): ExportVerdict & { keyFingerprint: string | null }
  /** What an owner of the tables does for a service that works under a role of its own. */
  database: {
    migrate(): Promise<void>
    /** As SQL. Throws `CommandError` for what is no name of a role. */
    grantsFor(role: string): Promise<string>
    /** Brings the tables up to date as well. */
    allow(role: string): Promise<void>
    /**
     * Has what is kept of a portal found under its new host; what was kept under that until now has the name that is answered,
     * null: nothing was. Throws `CommandError` where the former host is not known, or a service works.
     */
    rename(hosts: { from: string; to: string }): Promise<{ setAside: string | null }>
  }
  /** Where rule files are when a command names no directory. */
  rulesDirectory(): string
  stdout(text: string): void
  stderr(text: string): void
}

export type Service = { baseUrl: string; token: string }

export const sandboxLimits = ['standard', 'enterprise', 'onpremise', 'none'] as const
export const sandboxSeeds = ['sample', 'empty'] as const

export type SandboxOptions = {
  port: number
  host: string
  /** Where the sandbox delivers its events, null: nowhere. */
  handler: string | null
  limits: (typeof sandboxLimits)[number]
  seed: (typeof sandboxSeeds)[number]
  /** Whether its records change now and then by themselves. */
  life: boolean
  /** Log lines as JSON, even on a terminal. */
  json: boolean
}

export type DoctorCheck = {
  name: string
  status: 'ok' | 'warning' | 'failed' | 'unknown'
  message: string
  /** What a person can do about it. */
  remedy: string | null
}
export type DoctorReport = { checks: DoctorCheck[] }

export type RuleFault = { path: string; message: string }
export type RuleVerdict = { valid: boolean; errors: RuleFault[]; warnings: RuleFault[] }
