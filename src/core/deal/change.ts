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

/** Whether a change names the contact that it links as the primary one. */
export const takesPrimary = (change: LinkChange): boolean => change.type === 'link' && change.link.isPrimary
