const german: Readonly<Record<string, string>> = {
  'Access denied': 'Zugriff verweigert',
  'Access denied.': 'Zugriff verweigert.',
  'Access denied!': 'Zugriff verweigert!',
  'Not found': 'Nicht gefunden',
  'Not found.': 'Nicht gefunden.',
  'Item not found': 'Element nicht gefunden',
  'Element not found': 'Element nicht gefunden',
  'ID is not defined or invalid': 'ID ist nicht angegeben oder ungültig',
  'Internal server error': 'Interner Serverfehler',
  'Too many requests': 'Zu viele Anfragen',
  'Method not found!': 'Methode nicht gefunden!',
  'Invalid request credentials': 'Ungültige Anmeldedaten',
  'You do not have permission to view this item': 'Sie haben keine Berechtigung, dieses Element anzuzeigen',
}

/** Descriptions come in the portal's language. Seen in github.com/bitrix24/b24jssdk/issues/184; the wording here is invented. */
export function translated(description: string, language: 'en' | 'de'): string {
  if (language === 'en') return description
  const prefix = /^\[[^\]]*\] /.exec(description)?.[0] ?? ''
  const text = description.slice(prefix.length)
  return `${prefix}${Object.hasOwn(german, text) ? german[text] : `Fehler: ${text}`}`
}
