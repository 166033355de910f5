/** Why a rule's changes are held: it changed more deals than its fuse lets through in so many minutes. */
export type HoldReason = {
  /** Deals that it had changed in that time, the one that was held first included. */
  deals: number
  limit: number
  minutes: number
  /** Where the limit comes from: the rule's own `fuse`, what its backtest said, or the usual one. */
  from: 'rule' | 'backtest' | 'usual'
}

export const heldStates = ['held', 'released', 'discarded'] as const
export type HeldState = (typeof heldStates)[number]
