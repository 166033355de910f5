import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CommandError } from './answer.ts'
import type { CliDeps, RuleFault, RuleVerdict } from './deps.ts'
import { type JsonText, type Position, parseJsonText } from './json-text.ts'
import { shownPath } from './shown-path.ts'

/** One rule file as it lies in its directory. */
export type RuleFile = { file: string; json: JsonText }

export type FileFault = Position & { path: string; message: string }
export type FileVerdict = {
  file: string
  /** Null when the file holds none. */
  key: string | null
  valid: boolean
  errors: FileFault[]
  warnings: FileFault[]
}

/** Every rule file of a directory, by name: `*.json` but for schemas and tests of rules. Throws `CommandError` when it cannot be read. */
export async function readRuleFiles(directory: string): Promise<RuleFile[]> {
  try {
    const names = (await readdir(directory)).filter(
      (name) => name.endsWith('.json') && !name.startsWith('.') && !/\.(schema|test)\.json$/.test(name),
    )
    return await Promise.all(names.sort().map((name) => read(join(directory, name))))
  } catch (cause) {
    const code = codeOf(cause)
    const remedies: Record<string, string> = {
      ENOENT: 'Name a directory that exists',
      ENOTDIR: 'It is a file: name the directory that it lies in',
    }
    const remedy = remedies[code] ?? 'Check its permissions'
    throw new CommandError('unreadable', `The rule files in ${directory} cannot be read (${code}). ${remedy}.`, {
      cause,
    })
  }
}

/** The rule file of this name, whatever its ending, or all of the directory. Throws `CommandError` when it cannot be read. */
export async function readRulesAt(path: string): Promise<{ directory: string; files: RuleFile[] }> {
  const isFile = (await stat(path).catch(() => null))?.isFile() ?? false
  if (isFile) return { directory: dirname(path), files: [await readRuleFile(path)] }
  return { directory: path, files: await readRuleFiles(path) }
}

/** One rule file. Throws `CommandError` when it cannot be read. */
export async function readRuleFile(file: string): Promise<RuleFile> {
  try {
    return await read(file)
  } catch (cause) {
    const code = codeOf(cause)
    const remedy = { ENOENT: 'Name a file that exists', EISDIR: 'Name a file, not a directory' }[code]
    throw new CommandError('unreadable', `${file} cannot be read (${code}). ${remedy ?? 'Check its permissions'}.`, {
      cause,
    })
  }
}

/** The document of a file that is valid by its form; `CommandError` names its faults. What the service finds beyond that it says itself. */
export async function readDraft(file: string, validate: CliDeps['validateRule']): Promise<unknown> {
  const present = await readRuleFile(file)
  const verdicts = judgeRuleFiles([present], validate)
  if (!present.json.ok || verdicts.some(({ valid }) => !valid))
    throw new CommandError('invalid_rule', verdictsInWords(file, verdicts))
  return present.json.value
}

async function read(file: string): Promise<RuleFile> {
  const text = await readFile(file, 'utf8')
  return { file, json: parseJsonText(text.replace(/^\uFEFF/, '')) }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error))

/** Everything that is wrong with each file, with its place; a key that two files share is a fault of the later one. */
export function judgeRuleFiles(files: readonly RuleFile[], validate: CliDeps['validateRule']): FileVerdict[] {
  const fileByKey = new Map<string, string>()
  return files.map(({ file, json }) => {
    if (!json.ok) {
      return { file, key: null, valid: false, errors: [{ path: '', ...json.fault }], warnings: [] }
    }
    const { errors, warnings } = validate(json.value)
    const key = keyOf(json.value)
    const other = key === null ? undefined : fileByKey.get(key)
    if (key !== null && other === undefined) fileByKey.set(key, file)
    const twice = { path: '/key', message: `"${key}" is the key of ${basename(other ?? '')} too; keys are unique` }
    const placed = (other === undefined ? errors : [...errors, twice]).map((fault) => placedIn(json, fault))
    return {
      file,
      key,
      valid: placed.length === 0,
      errors: placed,
      warnings: warnings.map((fault) => placedIn(json, fault)),
    }
  })
}

/** The verdicts with what somebody else, who knows more, says of the files that were valid so far. */
export function judgeFurther(
  files: readonly RuleFile[],
  verdicts: readonly FileVerdict[],
  check: (document: unknown) => Promise<RuleVerdict>,
): Promise<FileVerdict[]> {
  return Promise.all(
    verdicts.map(async (verdict) => {
      const json = files.find(({ file }) => file === verdict.file)?.json
      if (!verdict.valid || json?.ok !== true) return verdict
      const { errors, warnings } = await check(json.value)
      const placed = (faults: RuleFault[]) => faults.map((fault) => placedIn(json, fault))
      return { ...verdict, valid: errors.length === 0, errors: placed(errors), warnings: placed(warnings) }
    }),
  )
}

function placedIn(json: Extract<JsonText, { ok: true }>, { path, message }: RuleFault): FileFault {
  return { ...json.positionOf(path), path, message }
}

export function keyOf(document: unknown): string | null {
  const isNamed = typeof document === 'object' && document !== null && 'key' in document
  return isNamed && typeof document.key === 'string' ? document.key : null
}

/** One line per file, with each fault beneath it as `line:column path: message`, and a closing line. */
export function verdictsInWords(directory: string, verdicts: readonly FileVerdict[]): string {
  if (verdicts.length === 0) return `There are no rule files in ${shownPath(directory)}.`
  const faulty = verdicts.filter((verdict) => !verdict.valid).length
  const lines = verdicts.flatMap(({ file, valid, errors, warnings }) => [
    `${valid ? (warnings.length > 0 ? '!' : '✓') : '✗'} ${shownPath(file)}`,
    ...errors.map((fault) => `    ${faultInWords(fault)}`),
    ...warnings.map((fault) => `    ${faultInWords(fault)} (warning)`),
  ])
  const summary =
    faulty === 0
      ? `${verdicts.length === 1 ? 'The rule is' : `All ${verdicts.length} rules are`} valid.`
      : `${faulty} of ${verdicts.length} files ${faulty === 1 ? 'is' : 'are'} not valid.`
  return [...lines, '', summary].join('\n')
}

function faultInWords({ line, column, path, message }: FileFault): string {
  return `${line}:${column} ${path === '' ? '' : `${path}: `}${message}`
}
