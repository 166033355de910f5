/** "Firefox · Windows": out of what a browser names itself; its own words where neither is known, null for nothing. */
export function browserInWords(userAgent: string | null): string | null {
  if (userAgent === null || userAgent === '') return null
  // Each also names those that it descends from, so the youngest comes first.
  const browser = first(userAgent, ['Edg', 'YaBrowser', 'OPR', 'Firefox', 'Chrome', 'Safari'])
  const system = first(userAgent, ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux'])
  const known = [browser && (names[browser] ?? browser), system && (names[system] ?? system)].filter(Boolean)
  return known.length > 0 ? known.join(' · ') : userAgent.slice(0, 60)
}

const names: Record<string, string> = {
  Edg: 'Edge',
  YaBrowser: 'Yandex Browser',
  OPR: 'Opera',
  'Mac OS X': 'macOS',
}

const first = (text: string, words: readonly string[]) => words.find((word) => text.includes(word))
