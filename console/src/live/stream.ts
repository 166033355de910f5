import { getCurrentScope, onScopeDispose, ref, watch } from 'vue'
import { type NoticeKind, noticeKinds } from '../../../src/core/alarms/notice.ts'
import { isSignedIn } from './session.ts'

/** Whether the service tells this page what changes; if not, pages ask from time to time. */
export const isLive = ref(false)

type Heard = (kind: NoticeKind) => void
const hearers = new Set<Heard>()
let source: EventSource | null = null
let again: ReturnType<typeof setTimeout> | undefined
let failures = 0
/** Something may have been missed since the last notice. */
let hasGap = false

/** A page that nobody looks at lets its connection go: a browser has few of them for all its pages. */
const hiddenMs = 15_000
const pausesMs = [2_000, 5_000, 15_000, 60_000]

/**
 * Calls `heard` when something of these kinds has changed, while the page is looked at. All pages share one connection,
 * which is there while anybody listens. After a gap everything may have changed, and every kind is told.
 */
export function onNotice(kinds: readonly NoticeKind[], heard: () => void): void {
  const hearer: Heard = (kind) => {
    if (kinds.includes(kind)) heard()
  }
  hearers.add(hearer)
  connect()
  if (getCurrentScope()) {
    onScopeDispose(() => {
      hearers.delete(hearer)
      if (hearers.size === 0) disconnect()
    })
  }
}

function connect(): void {
  if (source !== null || hearers.size === 0 || document.hidden || isSignedIn.value === false) return
  clearTimeout(again)
  const opened = new EventSource('/api/stream')
  source = opened
  opened.onopen = () => {
    isLive.value = true
    failures = 0
    if (hasGap) for (const kind of noticeKinds) tell(kind)
    hasGap = false
  }
  opened.onerror = () => {
    isLive.value = false
    hasGap = true
    // The browser tries again where the connection broke, but not after a refusal.
    if (opened.readyState === EventSource.CLOSED) retryLater()
  }
  for (const kind of noticeKinds) opened.addEventListener(kind, () => tell(kind))
}

function retryLater(): void {
  source = null
  clearTimeout(again)
  again = setTimeout(connect, pausesMs[Math.min(failures, pausesMs.length - 1)])
  failures += 1
}

function disconnect(): void {
  clearTimeout(again)
  source?.close()
  source = null
  isLive.value = false
  hasGap = true
}

function tell(kind: NoticeKind): void {
  for (const heard of [...hearers]) heard(kind)
}

let hiding: ReturnType<typeof setTimeout> | undefined
document.addEventListener('visibilitychange', () => {
  clearTimeout(hiding)
  if (document.hidden) hiding = setTimeout(disconnect, hiddenMs)
  else connect()
})
// A page that the browser keeps for going back has its clocks stopped: it would hold its connection, and a few such pages all of them.
addEventListener('pagehide', disconnect)
addEventListener('pageshow', connect)
watch(isSignedIn, (isIn) => (isIn === false ? disconnect() : connect()))
