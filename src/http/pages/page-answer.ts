import { z } from 'zod'
import { type CredentialDeps, credentialIn } from '../credentials.ts'

/** How the route table declares an answer that is a page. */
export const pageAnswer = (description: string) =>
  ({ description, schema: z.string(), contentType: 'text/html' }) as const

/** Whether a browser may see what only administrators see; pages answer strangers with words, not with JSON. */
export async function isSignedIn(deps: CredentialDeps, header: (name: string) => string | undefined): Promise<boolean> {
  const credential = credentialIn({ authorization: header('authorization'), cookie: header('cookie') })
  return credential !== null && (await deps.authenticate(credential)) !== null
}
