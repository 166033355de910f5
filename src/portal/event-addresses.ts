import { isIP } from 'node:net'
import { request } from 'undici'
import { z } from 'zod'

/**
 * The addresses from which Bitrix24 sends events. To be asked for at most once a minute, better every 5 to 10: a new
 * address is listed 5 to 10 minutes before it is used.
 * Source: Bitrix24 REST docs, `settings/cloud-and-on-premise/network-access`, read 2026-08-21.
 */
export const publishedEventAddresses = 'https://dl.bitrix24.com/webhook/app-world.json'

const mostBytes = 1_000_000
const timeoutMs = 10_000

const Published = z.object({
  nodes: z
    .array(z.string().refine((text) => isIP(text) !== 0, 'not an address'))
    .min(1)
    .max(20_000),
})

/** Reads the list anew; follows no redirect. Throws an `Error` that says what is wrong with the answer. */
export async function readEventAddresses(url: string, signal: AbortSignal): Promise<string[]> {
  const { statusCode, body } = await request(url, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    headers: { accept: 'application/json' },
  })
  if (statusCode !== 200) {
    await body.dump()
    throw new Error(`it was answered with status ${statusCode}`)
  }
  const parts: Buffer[] = []
  let length = 0
  for await (const part of body as AsyncIterable<Buffer>) {
    length += part.length
    if (length > mostBytes) throw new Error(`it is longer than ${mostBytes} bytes`)
    parts.push(part)
  }
  return addressesIn(Buffer.concat(parts).toString('utf8'))
}

/** The addresses of a list as it is published. Throws an `Error`. */
export function addressesIn(text: string): string[] {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new Error('it is not JSON')
  }
  const read = Published.safeParse(document)
  if (!read.success) throw new Error('it is not the list of addresses that Bitrix24 documents')
  return read.data.nodes
}
