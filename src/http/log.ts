type LogLine = (about: Record<string, unknown>, message: string) => void

/** As much of a pino logger as this edge uses. */
export type Log = { debug: LogLine; info: LogLine; warn: LogLine; error: LogLine }
