import type { Child } from '../intake/child.ts'

/** Whatever takes the portal's events and sets its links right, as a process of its own. */
export type BurstClient = {
  child: Child
  pid: number
  state(): Promise<ClientState>
}

export type ClientState = {
  /** Every event taken in has been dealt with. */
  isIdle: boolean
  /** Null where none are recorded. */
  runs: number | null
}

/** `directory` is for its files; nothing of it is kept. */
export type StartClient = (place: { directory: string; name: string; webhookUrl: string }) => Promise<BurstClient>
