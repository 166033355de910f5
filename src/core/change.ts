import type { Link } from './link.ts'

/** One write that a plan asks for, in the field's words; the portal edge knows which method carries it out. */
export type LinkChange =
  /** Adds one contact. `crm.deal.contact.add` */
  | { type: 'link'; link: Link }
  /** Removes one contact. `crm.deal.contact.delete` */
  | { type: 'unlink'; contactId: number }
  /** Replaces the whole set; only where order or primary of staying links must change. `crm.deal.contact.items.set` */
  | { type: 'set-links'; links: Link[] }
  /** Removes every contact. `crm.deal.contact.items.delete` */
  | { type: 'unlink-all' }

/** Whether a change says who is linked at all, whatever people did in the meantime. */
export const replacesLinks = ({ type }: LinkChange): boolean => type === 'set-links' || type === 'unlink-all'

/** Whether a change may undo what somebody did to other contacts the moment before: it replaces all, or takes the primary. */
export const mayOverwrite = (change: LinkChange): boolean =>
  replacesLinks(change) || (change.type === 'link' && change.link.isPrimary)
