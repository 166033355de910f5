import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { RuleTest } from '../core/trials/rule-test.ts'
import { CommandError } from './answer.ts'

/** A test that the service made of a deal or a run, and in what it differs from what really happened. */
export const WrittenTest = z.object({ test: RuleTest, notes: z.array(z.string()) })

/** The file that has the case now. Cases that are there stay as they are; two of one name do not come about. */
export async function keepTest(directory: string, test: RuleTest): Promise<string> {
  const file = join(directory, `${test.rule}.test.json`)
  const present = await presentTest(file)
  if (present !== null && present.rule !== test.rule) {
    throw new CommandError('other_rule', `${file} tests "${present.rule}". Rename it, then save the test again.`)
  }
  const [added] = test.cases
  if (present?.cases.some(({ name }) => name === added?.name)) {
    throw new CommandError('name_taken', `${file} has a case "${added?.name}" already. Give another --name.`)
  }
  const whole = present === null ? test : { ...present, cases: [...present.cases, ...test.cases] }
  try {
    await writeFile(file, `${JSON.stringify(whole, null, 2)}\n`)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new CommandError('unwritable', `${file} cannot be written (${code}). Name another directory with --dir.`, {
      cause,
    })
  }
  return file
}

/** As it was written down, without defaults filled in; null when there is none. */
async function presentTest(file: string): Promise<{ rule: string; cases: { name: string }[] } | null> {
  const Present = z.looseObject({ rule: z.string(), cases: z.array(z.looseObject({ name: z.string() })) })
  try {
    return Present.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new CommandError('unreadable', `${file} is there and is no test of a rule. Mend or remove it.`, { cause })
  }
}
