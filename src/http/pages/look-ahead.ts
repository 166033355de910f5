import { Refusal } from '../refusal.ts'

/** Chat programs and browsers look at links before people do; that must not spend them. */
export function refuseLookAhead(method: string, header: (name: string) => string | undefined): void {
  if (method === 'HEAD' || header('sec-purpose')?.includes('prefetch')) {
    throw new Refusal(425, 'too_early', 'Open the link to use it.')
  }
}
