import type { CliDeps } from './deps.ts'

/** What a command found out: one document for machines, one text for people, and whether it all went well. */
export type Answer = { document: unknown; text: string; ok: boolean }
export type AnswerOptions = { json?: boolean }

/** The command could not do its work. The message says what happened and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The command has told its answer, and the answer is a failure: nothing is left to say but the exit code. */
export class ToldFailure extends Error {
  override readonly name = 'ToldFailure'
}

/** Tells the answer: to people on standard output or, with `--json`, the document there and the text on standard error. */
export function tell(deps: Pick<CliDeps, 'stdout' | 'stderr'>, { json = false }: AnswerOptions, answer: Answer): void {
  if (json) {
    deps.stdout(`${JSON.stringify(answer.document, null, 2)}\n`)
    deps.stderr(`${answer.text}\n`)
  } else {
    deps.stdout(`${answer.text}\n`)
  }
  if (!answer.ok) throw new ToldFailure()
}
