import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, CommandError, tell } from '../answer.ts'
import type { CliDeps, Service } from '../deps.ts'
import { callApi, readFileOf } from '../service-api.ts'
import { momentOption, refuse } from '../usage.ts'

type Place = { position: number; hash: string }
const Finding = z.looseObject({ fault: z.string(), position: z.number().nullable(), message: z.string() })
type Finding = z.infer<typeof Finding>
const Verdict = z.object({
  checked: z.number(),
  findings: z.array(Finding),
  last: z.object({ position: z.number(), hash: z.string() }),
  isEnd: z.boolean(),
})

/** More would say no more. */
const findingsKept = 1_000
const findingsShown = 20

export function addAudit(program: Command, deps: CliDeps): void {
  const audit = program.command('audit').description('the record of everything that was done: check it, take it along')
  addVerify(audit, deps)
  addExport(audit, deps)
}

function addVerify(audit: Command, deps: CliDeps): void {
  audit
    .command('verify')
    .description('find out whether anything on record was changed, removed or put in another order')
    .argument('[file]', 'an exported file, checked by itself; without it the record of the service')
    .option('--noted <link>', 'a link that was noted earlier, POSITION:HASH, or an export of then', collected, [])
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
With --noted, once or several times, the record must still hold these links: one that was cut off at its end, or
written anew, is whole by itself. The exit code is 1 when anything does not hold.

Examples:
  npm run bindery -- audit verify
  npm run bindery -- audit verify --noted record-2026-08.jsonl
  npm run bindery -- audit verify record-2026-08.jsonl`,
    )
    .action(async (file: string | undefined, { noted, ...options }: VerifyOptions, command: Command) => {
      if (file !== undefined && noted.length > 0) refuse(command, 'give --noted without a file: it is about the record')
      if (file !== undefined) return verifyFile(deps, file, options)
      const places = await Promise.all(noted.map((one) => notedPlace(deps, one, command)))
      const found = await deps.withService((service) => verifyAll(service, deps, places, options), { isAtRest: true })
      const { checked, findings, last } = found
      const end = `${last.position}:${last.hash}`
      const held =
        places.length === 0
          ? ''
          : ` It holds ${places.length === 1 ? 'the link that was' : 'all links that were'} noted.`
      const verdict =
        findings.length === 0
          ? `The record is whole: ${checked} links, each as it was written.${held} It ends with link ${last.position}, ${last.hash}.\nKeep it elsewhere: "audit verify --noted ${end}" tells one day whether the record was cut off at its end or written anew.`
          : `The record does not hold in ${count(findings.length)} of ${checked} links:\n${inWords(findings)}`
      tell(deps, options, {
        document: { isWhole: findings.length === 0, ...found },
        text: verdict,
        ok: findings.length === 0,
      })
    })
}

type VerifyOptions = AnswerOptions & { noted: string[] }

const collected = (text: string, before: string[]) => [...before, text]

/** The link that was noted: written out, or the last one of an export, which has to be whole. */
async function notedPlace(deps: CliDeps, noted: string, command: Command): Promise<Place> {
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(noted) ?? []
  if (position !== undefined && hash !== undefined) return { position: Number(position), hash: hash.toLowerCase() }
  if (/^\d+(:[0-9a-f]*)?$/i.test(noted)) {
    refuse(command, `${noted} is no link: write POSITION:HASH with all 64 digits of the hash, or name a file`)
  }
  const { checked, last, fault, findings } = deps.checkExport(await textIn(noted))
  if (last === null || fault !== null || findings.length > 0) {
    throw new CommandError('not_whole', `${noted} is no whole export of the record: see "audit verify ${noted}".`)
  }
  if (checked > 0) return last
  throw new CommandError('nothing_noted', `${noted} holds no link, so it tells nothing of the record: name another.`)
}

async function verifyAll(service: Service, deps: CliDeps, noted: readonly Place[], { json = false }: AnswerOptions) {
  let checked = 0
  const findings: Finding[] = []
  for (const { position, hash } of noted) {
    const path = `/api/audit/verify?after=${position}&hash=${hash}`
    const verdict = await callApi(service, { path, answer: Verdict })
    // All others are found on the way from the beginning.
    findings.push(...verdict.findings.filter((finding) => finding.position === position))
  }
  let query = ''
  for (;;) {
    const verdict = await callApi(service, { path: `/api/audit/verify${query}`, answer: Verdict })
    checked += verdict.checked
    findings.push(...verdict.findings.slice(0, findingsKept - findings.length))
    if (verdict.isEnd) return { checked, findings, last: verdict.last }
    if (!json) deps.stderr(`${checked} links looked at, ${findings.length} findings\n`)
    query = `?after=${verdict.last.position}&hash=${verdict.last.hash}`
  }
}

async function verifyFile(deps: CliDeps, file: string, options: AnswerOptions): Promise<void> {
  const verdict = deps.checkExport(await textIn(file))
  const { checked, findings, fault, keyFingerprint, head } = verdict
  const ok = fault === null && findings.length === 0
  const span = head === null ? '' : ` from ${head.from ?? 'the beginning'} to ${head.to ?? head.exportedAt}`
  const words = ok
    ? `${file} is whole: ${checked} links${span}, signed with the key ${keyFingerprint}.\nCompare it with the key of your installation: it is told when an export is written.`
    : `${file} does not hold.${fault === null ? '' : ` ${fault}`}\n${inWords(findings)}`.trimEnd()
  tell(deps, options, { document: { isWhole: ok, checked, findings, fault, keyFingerprint, head }, text: words, ok })
}

function textIn(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError('unreadable', `${file} cannot be read (${reason}).`, { cause })
  })
}

function addExport(audit: Command, deps: CliDeps): void {
  audit
    .command('export')
    .description('write the record of a span of time to a signed file')
    .option('--from <time>', 'begin with this moment (ISO 8601); without it at the beginning', momentOption)
    .option('--to <time>', 'end before this moment; without it now', momentOption)
    .option('--out <file>', 'where to write; without it to standard output')
    .option('--json', 'answer with one JSON document; without --out it holds the lines of the file')
    .addHelpText(
      'after',
      `
Examples:
  npm run bindery -- audit export --from 2026-08-01 --to 2026-09-01 --out record-2026-08.jsonl
  npm run --silent bindery -- audit export > record.jsonl`,
    )
    .action(async ({ from, to, out, ...options }: AnswerOptions & { from?: string; to?: string; out?: string }) => {
      const query = new URLSearchParams({ ...(from && { from }), ...(to && { to }) })
      const path = `/api/audit/export?${query}`
      if (out === undefined && !options.json) {
        await deps.withService(
          async (service) => {
            for await (const part of readFileOf(service, path)) deps.stdout(part)
          },
          { isAtRest: true },
        )
        return
      }
      const file = await deps.withService((service) => whole(readFileOf(service, path), out), { isAtRest: true })
      const { checked, keyFingerprint } = deps.checkExport(file)
      const document = { file: out ?? null, links: checked, keyFingerprint }
      const signed = `${checked} links, signed with the key ${keyFingerprint}.`
      if (out === undefined) {
        const lines: unknown[] = file
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line))
        tell(deps, options, { document: { ...document, lines }, text: signed, ok: true })
      } else {
        tell(deps, options, { document, text: `${out}: ${signed} "audit verify ${out}" checks it.`, ok: true })
      }
    })
}

/** The text of an export, written to a file first where one is named. */
async function whole(parts: AsyncIterable<string>, out: string | undefined): Promise<string> {
  if (out === undefined) return textOf(parts)
  await pipeline(parts, createWriteStream(out)).catch((cause: unknown) => explain(out, cause))
  return readFile(out, 'utf8')
}

/** A file that cannot be written is told as such; whatever else went wrong, as it came. */
function explain(out: string, cause: unknown): never {
  const { code, syscall } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {}
  if (code === undefined || (syscall !== 'open' && syscall !== 'write')) throw cause
  throw new CommandError('unwritable', `${out} cannot be written (${code}). Name a file in a directory that exists.`, {
    cause,
  })
}

function inWords(findings: readonly Finding[]): string {
  const shown = findings.slice(0, findingsShown).map(({ message }) => `  ${message}`)
  const more = findings.length - shown.length
  return [...shown, ...(more > 0 ? [`  and ${count(more)} more; --json shows them`] : [])].join('\n')
}

const count = (findings: number) => (findings >= findingsKept ? `${findingsKept} or more` : String(findings))
