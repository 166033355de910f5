import type { Say } from '../languages/say.ts'

/** In which ways a portal fails, by the code that the service has for it. */
export const toldFaults: readonly string[] = ['wrong-credentials', 'transient', 'outcome-unknown']

/** Why the portal fails; what has no words here as the service says it. */
export const portalFaultInWords = ({ code, message }: { code: string; message: string }, say: Say): string =>
  toldFaults.includes(code) ? say(`portalFault.${code}`) : message
