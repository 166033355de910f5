import { type Html, html } from './html.ts'

/** "12 s ago", the exact time on hover. */
export function ago(at: string, now: Date): Html {
  return html`<time datetime="${at}" title="${inFull(at)}">${since(now.getTime() - Date.parse(at))}</time>`
}

export function moment(at: string): Html {
  return html`<time datetime="${at}">${inFull(at)}</time>`
}

/** The server does not know the reader's time zone, so it says which one it uses. */
const inFull = (at: string) => `${at.slice(0, 19).replace('T', ' ')} UTC`

function since(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000))
  if (seconds < 5) return 'just now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  return `${Math.floor(seconds / 86_400)} d ago`
}
