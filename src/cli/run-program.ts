import { CommanderError } from 'commander'
import { ConfigurationError, exitCodeWrongConfiguration } from '../config/faults.ts'
import { CommandError, ToldFailure } from './answer.ts'
import type { CliDeps } from './deps.ts'
import { buildProgram } from './program.ts'
import { ApiError } from './service-api.ts'

export const exitCodes = { done: 0, failed: 1, wrongUsage: 2, wrongConfiguration: exitCodeWrongConfiguration } as const

/** Carries out one command line (the words after the program's name) and answers its exit code. */
export async function runProgram(words: readonly string[], deps: CliDeps): Promise<number> {
  try {
    await buildProgram(deps).parseAsync(words, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (error instanceof ToldFailure) return exitCodes.failed
    // Commander has written its message already, or it has shown the help or version that was asked for.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done
    const failure = failureOf(error)
    if (failure.text !== null) deps.stderr(`${failure.text}\n`)
    if (words.includes('--json')) {
      const { code, message, details } = failure
      deps.stdout(`${JSON.stringify({ error: { code, message, details } }, null, 2)}\n`)
    }
    return failure.exitCode
  }
}

type Failure = { exitCode: number; code: string; message: string; text: string | null; details?: unknown }

function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) {
    const { message } = error
    return { exitCode: exitCodes.wrongUsage, code: 'wrong_usage', message, text: null }
  }
  if (error instanceof ConfigurationError) {
    const { message } = error
    return { exitCode: exitCodes.wrongConfiguration, code: 'wrong_configuration', message, text: message }
  }
  if (error instanceof ApiError) {
    const { code, message, text, details } = error
    return { exitCode: exitCodes.failed, code, message, text, details }
  }
  if (error instanceof CommandError) {
    return { exitCode: exitCodes.failed, code: error.code, message: error.message, text: error.message }
  }
  const message = error instanceof Error ? error.message : String(error)
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { exitCode: exitCodes.failed, code: 'unexpected', message, text }
}
