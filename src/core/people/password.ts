/** Long enough that guessing is hopeless within the limits on signing in; no rules on kinds of characters, as NIST SP 800-63B advises. */
export const shortestPassword = 12
export const longestPassword = 200
