import { setTimeout } from 'node:timers/promises'
import type { CliDeps } from './deps.ts'

const lookEveryMs = 500

/** Looks at a job again and again, and says how it goes, until it has ended or rests; the job as it is then. */
export async function follow<Job>(
  deps: Pick<CliDeps, 'stderr'>,
  { look, isMoving, inWords }: { look(): Promise<Job>; isMoving(job: Job): boolean; inWords(job: Job): string },
): Promise<Job> {
  let told = ''
  for (;;) {
    const now = await look()
    if (!isMoving(now)) return now
    const line = inWords(now)
    if (line !== told) deps.stderr(`${line}\n`)
    told = line
    await setTimeout(lookEveryMs)
  }
}
