/** What `work` resolves to, or the rejection with the signal's reason as soon as it is aborted. `work` itself goes on. */
export async function unlessGone<Result>(gone: AbortSignal, work: Promise<Result>): Promise<Result> {
  work.catch(() => {})
  gone.throwIfAborted()
  const { promise: left, reject } = Promise.withResolvers<never>()
  const leave = () => reject(gone.reason)
  gone.addEventListener('abort', leave, { once: true })
  try {
    return await Promise.race([work, left])
  } finally {
    gone.removeEventListener('abort', leave)
  }
}

/** Aborted once all of them are, for the reason of the last; undefined where somebody stays, who has no signal. */
export function allGone(askers: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const leaving = askers.filter((asker) => asker !== undefined)
  if (leaving.length === 0 || leaving.length < askers.length) return undefined
  const everybody = new AbortController()
  for (const asker of leaving) {
    const leave = () => {
      if (leaving.every(({ aborted }) => aborted)) everybody.abort(asker.reason)
    }
    if (asker.aborted) leave()
    else asker.addEventListener('abort', leave, { once: true })
  }
  return everybody.signal
}
