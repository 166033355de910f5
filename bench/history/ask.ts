import { Agent, request } from 'undici'
import { z } from 'zod'
import type { Question } from './questions.ts'
import type { QuestionRow } from './result.ts'

const List = z.object({ items: z.array(z.unknown()) })

/**
 * Asks every question so many times in each round, one at a time on one connection, and reads each answer to its end.
 * In rounds, so that whatever disturbs the machine for a moment disturbs them all. Throws unless each answer is a 200.
 */
export async function askAll(
  { url, token }: { url: string; token: string },
  questions: readonly Question[],
  { rounds, timesInRound }: { rounds: number; timesInRound: number },
): Promise<QuestionRow[]> {
  const dispatcher = new Agent({ connections: 1 })
  const ask = async (path: string) => {
    const begin = performance.now()
    const answer = await request(url + path, { dispatcher, headers: { authorization: `Bearer ${token}` } })
    const text = await answer.body.text()
    const milliseconds = performance.now() - begin
    if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${text}`)
    return { milliseconds, rows: List.safeParse(JSON.parse(text)).data?.items.length ?? 1 }
  }
  const asked = questions.map((question) => ({ question, milliseconds: [] as number[], rows: 0 }))
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const one of asked) {
      for (let time = 0; time < timesInRound; time += 1) {
        const { milliseconds, rows } = await ask(one.question.path(round * timesInRound + time))
        one.rows = Math.max(one.rows, rows)
        if (round > 0) one.milliseconds.push(milliseconds)
      }
    }
    console.error(`  questions: round ${round} of ${rounds}`)
  }
  await dispatcher.close()
  return asked.map(({ question, milliseconds, rows }) => {
    const sorted = milliseconds.sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
    return { question: question.name, rows, times: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) }
  })
}
