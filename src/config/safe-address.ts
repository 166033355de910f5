import { isLoopback } from '../loopback.ts'

/**
 * Whether a text is an address to ask something of which nobody on the way may know: https, or plain http that never leaves
 * this machine. A name and a password in it would be told in errors; a query or fragment leaves no room for what is added.
 */
export function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  if (`${username}${password}${search}${hash}` !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}
