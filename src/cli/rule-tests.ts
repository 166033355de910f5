import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { RuleDocument } from '../core/rules/rule.ts'
import { RuleTest } from '../core/trials/rule-test.ts'
import { type CaseReport, type Coverage, type RuleTestDeps, runCase, uncovered } from '../flows/run-rule-test.ts'
import { CommandError } from './answer.ts'
import { type JsonText, parseJsonText } from './json-text.ts'

/** One file of tests, or why it is none. */
export type TestFile = { file: string } & ({ test: RuleTest } | { fault: string })

export type FileReport = { file: string; rule: string | null; fault: string | null; cases: CaseReport[] }
export type TestReport = {
  passed: boolean
  counts: { cases: number; failed: number }
  files: FileReport[]
  /** Conditions that no test has seen true, or false; only of rules that have tests. */
  unseen: { rule: string; path: string; test: string; never: 'true' | 'false' | 'either' }[]
  /** Rules without any test. */
  untested: string[]
}

/** Every `*.test.json` of a directory, by name. Throws `CommandError` when it cannot be read. */
export async function readTestFiles(directory: string): Promise<TestFile[]> {
  try {
    const names = (await readdir(directory)).filter((name) => name.endsWith('.test.json')).sort()
    return await Promise.all(names.map(async (name) => testFile(join(directory, name))))
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new CommandError('unreadable', `The tests in ${directory} cannot be read (${code}).`, { cause })
  }
}

async function testFile(file: string): Promise<TestFile> {
  const json = parseJsonText((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''))
  if (!json.ok) return { file, fault: `${json.fault.line}:${json.fault.column} ${json.fault.message}` }
  const parsed = RuleTest.safeParse(json.value)
  return parsed.success ? { file, test: parsed.data } : { file, fault: faultsInWords(json, parsed.error.issues) }
}

function faultsInWords(
  json: Extract<JsonText, { ok: true }>,
  issues: readonly { path: PropertyKey[]; message: string }[],
): string {
  return issues
    .map(({ path, message }) => {
      const pointer = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
      const { line, column } = json.positionOf(pointer)
      return `${line}:${column} ${pointer}: ${message}`
    })
    .join('\n')
}

export async function runTests(
  deps: RuleTestDeps,
  rules: readonly RuleDocument[],
  files: readonly TestFile[],
): Promise<TestReport> {
  const byKey = new Map(rules.map((rule) => [rule.key, rule]))
  const coverage = new Map<string, Coverage>()
  const reports: FileReport[] = []
  for (const one of files) reports.push(await reportOf(deps, byKey, one, coverage))
  const cases = reports.flatMap((report) => report.cases)
  const failed = cases.filter(({ passed }) => !passed).length
  return {
    passed: failed === 0 && reports.every(({ fault }) => fault === null),
    counts: { cases: cases.length, failed },
    files: reports,
    unseen: [...coverage].flatMap(([rule, places]) => places.flatMap((place) => unseen(rule, place))),
    untested: rules.map(({ key }) => key).filter((key) => !coverage.has(key)),
  }
}

async function reportOf(
  deps: RuleTestDeps,
  rules: ReadonlyMap<string, RuleDocument>,
  one: TestFile,
  coverage: Map<string, Coverage>,
): Promise<FileReport> {
  if ('fault' in one) return { file: one.file, rule: null, fault: one.fault, cases: [] }
  const { file, test } = one
  const keys = [test.rule, ...(test.with ?? [])]
  const missing = keys.filter((key) => !rules.has(key))
  const rule = rules.get(test.rule)
  if (rule === undefined || missing.length > 0) {
    const fault = `there is no rule "${missing.join('", "')}" in this directory`
    return { file, rule: test.rule, fault, cases: [] }
  }
  const along = (test.with ?? []).flatMap((key) => rules.get(key) ?? [])
  const places = coverage.get(rule.key) ?? uncovered(rule)
  coverage.set(rule.key, places)
  const cases: CaseReport[] = []
  for (const example of test.cases) cases.push(await runCase(deps, rule, along, example, places))
  return { file, rule: test.rule, fault: null, cases }
}

function unseen(rule: string, { path, test, seen }: Coverage[number]): TestReport['unseen'] {
  if (seen.true && seen.false) return []
  const never = seen.true ? 'false' : seen.false ? 'true' : 'either'
  return [{ rule, path, test, never }]
}

/** Every file with its cases, each difference beneath its case, then what no test has seen. */
export function reportInWords({ files, counts, unseen: rest, untested }: TestReport): string {
  const lines = files.flatMap(({ file, fault, cases }) => [
    `${basename(file)}`,
    ...(fault === null ? [] : fault.split('\n').map((line) => `  ✗ ${line}`)),
    ...cases.flatMap(({ name, passed, differences }) => [
      `  ${passed ? '✓' : '✗'} ${name}`,
      ...differences.map((difference) => `      ${difference}`),
    ]),
  ])
  const never = { true: 'never true', false: 'never false', either: 'never evaluated' }
  const gaps = rest.map(({ rule, path, test, never: which }) => `  ${rule} ${path}: ${test} was ${never[which]}`)
  return [
    ...lines,
    '',
    ...(gaps.length === 0 ? [] : ['Not seen by any test:', ...gaps, '']),
    ...(untested.length === 0 ? [] : [`Rules without tests: ${untested.join(', ')}`, '']),
    `${counts.cases} cases, ${counts.failed} failed.`,
  ].join('\n')
}

/** The report as JUnit XML, which pipelines know how to show. */
export function reportAsJunit({ files, counts }: TestReport): string {
  const faulty = files.filter(({ fault }) => fault !== null).length
  const suites = files.map(({ file, rule, fault, cases }) => {
    const failed = cases.filter(({ passed }) => !passed).length
    const named = xml(basename(file))
    const tests = cases.map(({ name, passed, differences }) => {
      const start = `    <testcase classname="${xml(rule ?? basename(file))}" name="${xml(name)}"`
      if (passed) return `${start}/>`
      return `${start}><failure message="${xml(differences[0] ?? '')}">${xml(differences.join('\n'))}</failure></testcase>`
    })
    const broken =
      fault === null
        ? []
        : [`    <testcase classname="${named}" name="file"><error message="${xml(fault)}"/></testcase>`]
    const total = cases.length + broken.length
    return [
      `  <testsuite name="${named}" tests="${total}" failures="${failed}" errors="${broken.length}">`,
      ...tests,
      ...broken,
      '  </testsuite>',
    ].join('\n')
  })
  const all = `tests="${counts.cases + faulty}" failures="${counts.failed}" errors="${faulty}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="rules" ${all}>\n${suites.join('\n')}\n</testsuites>\n`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' }

/** XML 1.0 knows no other control characters, not even as entities. */
function xml(text: string): string {
  const allowed = [...text].filter((character) => character >= ' ' || /[\t\n]/.test(character)).join('')
  return allowed.replaceAll(/[&<>"\n]/g, (character) => entities[character] ?? character)
}
