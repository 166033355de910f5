import { z } from 'zod'
import { type NoticeKind, noticeKinds } from '../../core/alarms/notice.ts'
import type { Database } from '../connection/database.ts'

/** The channel on which triggers of the tables tell, with the commit, what kind of thing has changed. */
const noticesChannel = 'bindery_notices'

const Payload = z.enum(noticeKinds)

/**
 * Calls `heard` for every change, whichever process made it; with every kind once it listens (again), as nobody knows
 * what was missed. A kind that a later version tells is passed over. Ends with what it answers.
 */
export function listenForNotices(
  db: Pick<Database, 'listen'>,
  heard: (kinds: readonly NoticeKind[]) => void,
): Promise<() => Promise<void>> {
  return db.listen(noticesChannel, (payload) => {
    const kind = Payload.safeParse(payload).data
    if (payload === null) heard(noticeKinds)
    else if (kind !== undefined) heard([kind])
  })
}
