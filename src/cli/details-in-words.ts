import { z } from 'zod'

const Faults = z.array(z.object({ path: z.string(), message: z.string() }))
const ChangedSince = z.object({
  changedSince: z.array(z.object({ contactId: z.number(), what: z.string(), runId: z.string().nullable() })),
})

/** What an error of the service tells beyond its message, a line each; what the message says already is not told twice. */
export function detailsInWords(details: unknown, message: string): string[] {
  const faults = Faults.safeParse(details)
  if (faults.success) {
    return faults.data
      .map((fault) => (fault.path === '' ? fault.message : `${fault.path}: ${fault.message}`))
      .filter((line) => !message.includes(line))
  }
  const changed = ChangedSince.safeParse(details)
  return changed.success ? changed.data.changedSince.map(changeSinceInWords) : []
}

/** `contact 7 unlinked by a person or another program`. */
export function changeSinceInWords({
  contactId,
  what,
  runId,
}: {
  contactId: number
  what: string
  runId: string | null
}) {
  return `contact ${contactId} ${what} by ${runId === null ? 'a person or another program' : `run ${runId}`}`
}
