import type { z } from 'zod'
import type { Command, CommandAnswer } from './batch.ts'
import type { PortalClient } from './client.ts'

/** A call that reads, with the schema of its answer. */
export type Question<Answer> = Command & { answer: z.ZodType<Answer> }

/** The answer to a question that was sent in a batch. Throws its error. */
export function understand<Answer>(
  client: PortalClient,
  question: Question<Answer>,
  answer: CommandAnswer | undefined,
): Answer {
  if (answer === undefined) throw client.unexpected(question, 'no answer')
  if (!answer.ok) throw answer.error
  const parsed = question.answer.safeParse(answer.result)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw client.unexpected(question, `at ${issue?.path.join('.') || 'its root'}: ${issue?.code}`)
}
