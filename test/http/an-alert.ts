import type { AlertShape } from '../../src/http/schemas/alert.ts'
import { runId } from './examples.ts'

export function anAlert(differences: Partial<AlertShape> = {}): AlertShape {
  const at = '2026-08-21T10:00:00.000Z'
  return {
    id: runId,
    kind: 'rule-held',
    subject: 'attach-primary',
    title: 'Rule attach-primary is held by its fuse',
    message: 'Rule attach-primary was about to change more than 2 deals within 10 minutes.',
    whatToDo: 'Look at what it would change.',
    since: at,
    raisedAt: at,
    overAt: null,
    deliveries: [{ channel: 'webhook', moment: 'raised', state: 'sent', attempts: 1, sentAt: at, error: null }],
    ...differences,
  }
}
