import { crc32 } from 'node:zlib'
import { z } from 'zod'

/** An event that is kept aside. Nothing of its sender's credentials is in it. */
export const SpooledEvent = z.object({
  id: z.uuid(),
  event: z.string(),
  dealId: z.number().nullable(),
  aboutId: z.number().nullable(),
  receivedAt: z.iso.datetime(),
})
export type SpooledEvent = z.infer<typeof SpooledEvent>

/** One line: a checksum, and the event as JSON, which holds no line break. */
export function recordOf(event: SpooledEvent): string {
  const { id, event: name, dealId, aboutId, receivedAt } = event
  const text = JSON.stringify({ id, event: name, dealId, aboutId, receivedAt })
  return `${checksum(text)} ${text}\n`
}

/**
 * What a file holds. `isTorn`: the last record was not written whole, as when the process or the power went; nobody was
 * told that it was kept. `damaged`: how many others do not bear out their checksum.
 */
export type SpoolFile = { events: SpooledEvent[]; damaged: number; isTorn: boolean }

export function readRecords(bytes: Buffer): SpoolFile {
  const lines = bytes.toString('utf8').split('\n')
  const rest = lines.pop() ?? ''
  const read = lines.map(readRecord)
  const isLastTorn = rest !== '' || (read.length > 0 && read.at(-1) === null)
  const damaged = read.filter((event) => event === null).length - (rest === '' && isLastTorn ? 1 : 0)
  return { events: read.flatMap((event) => event ?? []), damaged, isTorn: isLastTorn }
}

function readRecord(line: string): SpooledEvent | null {
  const text = line.slice(9)
  if (line.slice(0, 9) !== `${checksum(text)} `) return null
  try {
    return SpooledEvent.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0')
