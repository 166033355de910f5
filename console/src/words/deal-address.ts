const pages = {
  deal: /\/crm\/deal\/(?:details|show)\/([1-9]\d{0,14})(?:[/?#]|$)/,
  contact: /\/crm\/contact\/(?:details|show)\/([1-9]\d{0,14})(?:[/?#]|$)/,
}

/** What a person means by its id or by the address of its page in Bitrix24; null when it is neither. */
export function idIn(kind: keyof typeof pages, text: string): number | null {
  const trimmed = text.trim()
  const digits = /^#?([1-9]\d{0,14})$/.exec(trimmed)?.[1] ?? pages[kind].exec(trimmed)?.[1]
  return digits === undefined ? null : Number(digits)
}

export const dealIdIn = (text: string): number | null => idIn('deal', text)

/** Where people see a deal or contact in Bitrix24; null on the sandbox, which has no pages. */
export function portalAddress(
  portal: { domain: string; isSandbox: boolean } | null,
  kind: 'deal' | 'contact' | 'company',
  id: number,
): string | null {
  // Only a plain host name makes a link: the domain came from outside.
  if (portal === null || portal.isSandbox || !/^[a-z0-9.-]+(:\d+)?$/i.test(portal.domain)) return null
  return `https://${portal.domain}/crm/${kind}/details/${id}/`
}
