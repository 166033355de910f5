/** The secret of the link of an invitation; where a browser would send it along there is none. */
export function invitationToken(link: string): string {
  return new URLSearchParams(new URL(link).hash.slice(1)).get('token') ?? ''
}
