import type { SandboxBehaviour } from './behaviour.ts'
import { decodeQuery, type Params } from './decode.ts'
import { PortalError, systemErrors } from './errors.ts'
import type { Answer } from './method.ts'
import { classicParam, entriesOf, isOn, textOf } from './params.ts'
import { resolveInText, resolveReferences } from './references.ts'

/** Commands of one batch. Source: Bitrix24 REST docs, `batch`, `limits`. */
const mostCommands = 50

/** `duration` in seconds. */
export type AnswerTime = { duration: number; [name: string]: unknown }

export type TimedAnswer = Answer & { time: AnswerTime }

/** Runs one command; throws `PortalError` when it fails. */
export type RunCommand = (method: string, params: Params) => TimedAnswer

/** Names of the methods that a batch will call, before references are resolved. */
export const methodsInBatch = (params: Params): string[] =>
  entriesOf(classicParam(params, 'cmd')).map(([, command]) => commandOf(command).method)

/**
 * Runs the commands in order and answers five maps keyed as `cmd` is. A failed command has no key in `result`; with
 * `halt` the rest are not run and appear nowhere. Surplus commands fail one by one (an assumption: the pages differ).
 * Source: Bitrix24 REST docs, `batch`.
 */
export function runBatch(
  params: Params,
  run: RunCommand,
  {
    inLanguage,
    referencesPutInto,
  }: { inLanguage: (description: string) => string } & Pick<SandboxBehaviour, 'referencesPutInto'>,
): Answer {
  const results = new Map<string, unknown>()
  const errors = new Map<string, unknown>()
  const totals = new Map<string, unknown>()
  const nexts = new Map<string, unknown>()
  const times = new Map<string, unknown>()
  const halts = isOn(classicParam(params, 'halt'))
  for (const [at, [key, command]] of entriesOf(classicParam(params, 'cmd')).entries()) {
    try {
      if (at >= mostCommands) throw systemErrors.batchLength()
      const { method, query } = commandOf(command)
      if (method === 'batch') throw systemErrors.notInBatch()
      const innerParams =
        referencesPutInto === 'text'
          ? decodeQuery(resolveInText(query, results))
          : resolveReferences(decodeQuery(query), results)
      const answer = run(method, innerParams)
      results.set(key, answer.result)
      times.set(key, answer.time)
      if (answer.total !== undefined) totals.set(key, answer.total)
      if (answer.next !== undefined) nexts.set(key, answer.next)
    } catch (error) {
      if (!(error instanceof PortalError)) throw error
      errors.set(key, { error: String(error.code), error_description: inLanguage(error.message) })
      if (halts) break
    }
  }
  return {
    result: {
      result: phpArray(results),
      result_error: phpArray(errors),
      result_total: phpArray(totals),
      result_next: phpArray(nexts),
      result_time: phpArray(times),
    },
  }
}

function commandOf(command: unknown): { method: string; query: string } {
  const text = textOf(command)
  const mark = text.indexOf('?')
  const [method, query] = mark === -1 ? [text, ''] : [text.slice(0, mark), text.slice(mark + 1)]
  return { method: normalMethodName(method), query }
}

export const normalMethodName = (name: string): string =>
  name
    .replace(/^\//, '')
    .replace(/\.json$/, '')
    .toLowerCase()

/** PHP writes an array with the keys 0..n-1, the empty one included, as a JSON array and any other as an object. */
function phpArray(entries: ReadonlyMap<string, unknown>): unknown {
  const keys = [...entries.keys()]
  return keys.every((key, index) => key === String(index)) ? [...entries.values()] : Object.fromEntries(entries)
}
