import { Refusal } from './refusal.ts'

/**
 * The parts, each only while the caller would still be let in: a file takes minutes, and people are shut out at once. Throws
 * a `Refusal` then, so that the answer breaks off and is seen not to be whole.
 */
export async function* whileAllowed<Part>(
  parts: AsyncIterable<Part>,
  isStillAllowed: () => Promise<boolean>,
): AsyncGenerator<Part> {
  for await (const part of parts) {
    if (!(await isStillAllowed())) throw new Refusal(401, 'unauthorized', 'The session or token has ended meanwhile.')
    yield part
  }
}
