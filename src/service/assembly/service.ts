import type { Config } from '../../config/config.ts'
import type { Logger } from '../../log.ts'
import type { QueueSettings } from '../../queue/settings.ts'
import type { LeaseTimes } from '../process/lease.ts'
import type { SignInLimits } from '../sign-in/limit.ts'
import type { PasswordCost } from '../sign-in/passwords.ts'
import type { AlarmTimes } from './start-workers.ts'

export type ServiceOptions = AlarmTimes & {
  config: Config
  log: Logger
  version: string
  /** A service for one command: on a free port of its own, known to nobody else. */
  isPrivate?: boolean
  /** Nothing is done but what it is asked for: no deal is run, no job goes on, nothing is swept, told or erased. */
  isAtRest?: boolean
  /** How long things take in the queue, where the defaults do not fit. */
  queue?: Partial<QueueSettings>
  /** How soon another process takes over from a dead one. */
  lease?: LeaseTimes
  /** How long a portal that refuses the webhook is left alone; 30 s. */
  refusedPauseMs?: number
  /** How long people wait for what the portal has to say; 20 s. */
  patienceMs?: number | undefined
  /** Where the built console lies, when not in `console/dist`. */
  consoleDirectory?: string
  /** What a guess at a password costs. */
  passwordCost?: PasswordCost | undefined
  /** How many failed tries to sign in are too many. */
  signInLimits?: SignInLimits | undefined
  /** Where Bitrix24's list of addresses is read, when not there. */
  eventAddressesUrl?: string | undefined
}

export type Service = {
  /** Where it listens. */
  baseUrl: string
  /** Where people and Bitrix24 reach it. */
  publicUrl: string
  /** For commands on this machine. */
  localToken: string
  /** What an event of the sandbox portal bears; null where a real portal is set. */
  sandboxToken: string | null
  signInLink(): Promise<string>
  /** An API token to try things with, good for a day. */
  trialToken(): Promise<string>
  /** Ends the tokens that starts on the sandbox have printed: a real portal is nothing to try things on. */
  endTrials(): Promise<void>
  /** Takes no more requests, ends or hands back what is under way, closes everything; within ten seconds. */
  close(): Promise<void>
}
