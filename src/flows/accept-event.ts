/** One message from Bitrix24, checked and parsed: what happened to which deal, or to which company or contact. */
export type AcceptedEvent = { event: string; dealId: number | null; aboutId?: number | null }

export type AcceptEventDeps = {
  /** Whether some live or shadow rule listens to the event. */
  listensTo(event: string): Promise<boolean>
  /** Keeps the event and, when it is pending, wakes its deal: both in one transaction, or neither. */
  journal(entry: {
    id: string
    event: string
    dealId: number | null
    aboutId: number | null
    receivedAt: Date
    status: 'pending' | 'ignored'
  }): Promise<void>
  now(): Date
  newEventId(): string
}

export type Acceptance = { status: 'accepted' | 'ignored'; eventId: string }

/**
 * Takes an event in; it is durable when this resolves. Which deals one of a company or contact concerns is found out
 * later. One that no rule listens to, or that names no deal, company or contact, is kept all the same, for those who ask later whether it came.
 */
export async function acceptEvent(
  deps: AcceptEventDeps,
  { event, dealId, aboutId = null }: AcceptedEvent,
): Promise<Acceptance> {
  const receivedAt = deps.now()
  const isListenedTo = await isHeardBy(deps, { event, dealId, aboutId })
  const id = deps.newEventId()
  await deps.journal({ id, event, dealId, aboutId, receivedAt, status: isListenedTo ? 'pending' : 'ignored' })
  return { status: isListenedTo ? 'accepted' : 'ignored', eventId: id }
}

/** Whether the event names something, and some live or shadow rule listens to it. */
export async function isHeardBy(
  { listensTo }: Pick<AcceptEventDeps, 'listensTo'>,
  { event, dealId, aboutId = null }: AcceptedEvent,
): Promise<boolean> {
  return (dealId !== null || aboutId !== null) && (await listensTo(event))
}
