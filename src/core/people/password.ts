/** Long enough that guessing is hopeless within the limits on signing in; no rules on kinds of characters, as NIST SP 800-63B advises. */
export const shortestPassword = 12
export const longestPassword = 200

/** What may be wrong with a new password, in words for its owner. */
export const passwordFaults = {
  short: `shorter than ${shortestPassword} characters; a few unrelated words do well`,
  long: `longer than ${longestPassword} characters`,
  ownWords: 'made of your name, your address or the word password; a few unrelated words do well',
  repeat: 'the same piece over and over; a few unrelated words do well',
  row: 'a row of the keyboard or the alphabet; a few unrelated words do well',
  date: 'a date or a number that is soon guessed; a few unrelated words do well',
  breached: 'among those that were stolen somewhere; a few unrelated words do well',
  common: 'among the first that a guesser tries; a few unrelated words do well',
} as const
