import { createHash } from 'node:crypto'
import type { Logger } from '../../log.ts'

/** Whether a password is among those that were stolen somewhere. */
export type IsBreached = (password: string) => Promise<boolean>

const usualTimeoutMs = 3_000

/**
 * Asks a list of stolen passwords, which is told the first five of the forty digits of the password's SHA-1 and answers
 * with the rest of every hash that begins so, and how often it was seen; padded with some that never were. A list that
 * cannot be asked keeps nobody from a new password, and is logged. Without a list no password counts as stolen.
 *
 * Source: haveibeenpwned.com/API/v3#PwnedPasswords, as quoted at several places, read 2026-11-28.
 */
export function createBreachedPasswords(
  url: string | null,
  { log, timeoutMs = usualTimeoutMs }: { log: Logger; timeoutMs?: number },
): IsBreached {
  if (url === null) return async () => false
  return async (password) => {
    const hash = createHash('sha1').update(password).digest('hex').toUpperCase()
    try {
      const response = await fetch(`${url}/${hash.slice(0, 5)}`, {
        headers: { 'add-padding': 'true', 'user-agent': 'bindery' },
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (!response.ok) throw new Error(`it was answered with HTTP ${response.status}`)
      return (await response.text()).split('\n').some((line) => isOf(line, hash.slice(5)))
    } catch (error) {
      log.warn({ err: error }, 'the list of stolen passwords could not be asked; the password is taken without')
      return false
    }
  }
}

function isOf(line: string, rest: string): boolean {
  const [suffix = '', count = ''] = line.trim().split(':')
  return suffix.toUpperCase() === rest && Number(count) > 0
}
