import { z } from 'zod'
import { noticeKinds } from '../../core/alarms/notice.ts'
import type { Caller } from '../credentials.ts'
import { eventStream, type NoticeListener } from '../event-stream.ts'
import { Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'

export type StreamDeps = {
  notices: {
    /** Close the listener that it answers. */
    hear(
      caller: string,
    ): { status: 'listening'; listener: NoticeListener } | { status: 'too-many' | 'too-many-of-caller' }
  }
}

/** Often enough for proxies that end connections on which nothing moves, and to notice that a session has ended. */
const beatMs = 15_000

export function streamRoutes({ notices }: StreamDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/stream',
      summary: 'Hear what changes, so that what is shown can be read anew',
      description: `Server-sent events. Each is called by what has changed (${noticeKinds.join(', ')}), at most once in half a second, and says no more than that: ask for what you show. A comment comes every ${beatMs / 1_000} s when nothing changes. It ends with the session or token, and when the service stops; connect again and then read everything anew, as what happened meanwhile is not told.`,
      access: 'viewer',
      answers: {
        200: {
          description: 'Events, without end.',
          contentType: 'text/event-stream',
          schema: z.string(),
          isStream: true,
        },
      },
      refusals: {
        429: 'This caller listens on too many connections already.',
        503: 'Too many listen already; read from time to time instead.',
      },
      handle({ caller, gone, isStillAllowed }) {
        const heard = notices.hear(nameOf(caller))
        if (heard.status !== 'listening') throw tooMany(heard.status)
        const { listener } = heard
        gone().addEventListener('abort', () => listener.close())
        // Proxies that gather answers would keep every notice to themselves.
        const headers = { 'X-Accel-Buffering': 'no' }
        return { status: 200, headers, stream: eventStream(listener, isStillAllowed, beatMs) }
      },
    }),
  ]
}

/** One person or program, on however many connections. */
const nameOf = ({ kind, id, name, sessionId }: Caller) => `${kind} ${id ?? sessionId ?? name}`

function tooMany(status: 'too-many' | 'too-many-of-caller'): Refusal {
  const headers = { 'Retry-After': '60' }
  if (status === 'too-many') {
    return new Refusal(503, 'too_many_listeners', 'Too many listen already; read from time to time instead.', {
      headers,
    })
  }
  const words = 'You listen on too many connections already; close some, or read from time to time instead.'
  return new Refusal(429, 'too_many_listeners', words, { headers })
}
