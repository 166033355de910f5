/** The secret of a one-time link; where a browser would send it along there is none. */
export function linkToken(link: string): string {
  return new URLSearchParams(new URL(link).hash.slice(1)).get('token') ?? ''
}
