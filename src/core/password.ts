/** Long enough that guessing is hopeless within the limits on signing in; no rules on kinds of characters, as NIST SP 800-63B advises. */
export const shortestPassword = 12
export const longestPassword = 200

/** What is wrong with a new password, in words for its owner; null when nothing is. */
export function passwordFault(password: string, owner: { email: string; name: string }): string | null {
  const length = [...password].length
  if (length < shortestPassword) return `shorter than ${shortestPassword} characters; a few unrelated words do well`
  if (length > longestPassword) return `longer than ${longestPassword} characters`
  if (new Set(password).size < 5) return 'the same few characters over and over; a few unrelated words do well'
  const plain = password.toLowerCase()
  const known = [owner.email, owner.email.split('@')[0] ?? '', owner.name, 'bindery', 'password', 'bitrix24']
  const rest = known
    .map((word) => word.toLowerCase().trim())
    .filter((word) => word.length >= 3)
    .reduce((left, word) => left.replaceAll(word, ''), plain)
  return [...rest.replaceAll(/[\d\s\p{P}]/gu, '')].length < 4 && rest.length < shortestPassword - 2
    ? 'made of your name, your address or the word password; a few unrelated words do well'
    : null
}
