/** What a run may not have read of a deal, as it is told of deals that a backtest cannot judge. */
export const unreadFacts = {
  history: 'the event and what had changed',
  company: "the company's fields",
  companyContacts: "the company's contacts",
  leadContacts: "the lead's contacts",
  byPhone: 'contacts by phone',
  byEmail: 'contacts by email',
  contactFields: 'fields of contacts',
} as const
