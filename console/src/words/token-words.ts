import type { Token } from '../api/client.ts'

export type TokenState = 'active' | 'revoked' | 'expired'

export function tokenState({ revokedAt, expiresAt }: Pick<Token, 'revokedAt' | 'expiresAt'>, now: Date): TokenState {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && Date.parse(expiresAt) <= now.getTime() ? 'expired' : 'active'
}

export const daysFromNow = (days: number, now: Date) => new Date(now.getTime() + days * 86_400_000).toISOString()
