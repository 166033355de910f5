import process from 'node:process'
import { type Logger, type LoggerOptions, pino } from 'pino'
import { prettyFactory } from 'pino-pretty'
import type { LogLevel } from './config/config.ts'

export type { Logger } from 'pino'

/** Where lines go: a terminal gets readable ones, anything else JSON. */
export type LogStream = { write(text: string): unknown; isTTY?: boolean | undefined }

export type LogOptions = {
  level: LogLevel
  /** Standard output unless told; a command whose answer goes there logs to `process.stderr`. */
  stream?: LogStream
  /** Takes secrets out of a whole line: webhook addresses inside messages, errors and stacks. Keeps valid JSON valid. */
  redactText: (text: string) => string
}

/** Keys that hold secrets wherever they turn up, at the top of a line or one level down. */
const secretKeys = [
  'accessToken',
  'access_token',
  'apiToken',
  'applicationToken',
  'applicationTokens',
  'application_token',
  'auth',
  'authorization',
  'cookie',
  'password',
  'refresh_token',
  'secret',
  'set-cookie',
  'token',
  'webhookUrl',
]

/**
 * The program's log. Lines are written before the call returns, so that none is lost when the process ends: pino-pretty
 * formats here rather than in a worker thread, which an exit would cut off.
 */
export function createLog({ level, stream = process.stdout, redactText }: LogOptions): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]),
      censor: '<redacted>',
    },
    hooks: { streamWrite: redactText },
  }
  return pino(options, stream.isTTY === true ? readable(stream) : stream)
}

/** `run` holds a run's details for machines; for people the message has said it. */
function readable(stream: LogStream): LogStream {
  const format = prettyFactory({ colorize: true, translateTime: 'HH:MM:ss', ignore: 'run', singleLine: true })
  return { write: (line) => stream.write(format(line)) }
}
