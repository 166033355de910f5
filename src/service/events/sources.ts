import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { addressMatcher } from '../../address-ranges.ts'
import type { EventSourcesConfig } from '../../config/doors.ts'
import { createDirectory } from '../../database/connection/create-directory.ts'
import type { Logger } from '../../log.ts'
import { publishedEventAddresses, readEventAddresses } from '../../portal/event-addresses.ts'
import { type Loop, startLoop } from '../process/loop.ts'

/** Where events may come from, by address. */
export type EventSources = {
  allows(address: string): boolean
  /** Null: from anywhere. */
  state(): EventSourcesState | null
  close(): Promise<void>
}

export type EventSourcesState = {
  /** Ranges that the configuration names. */
  ranges: readonly string[]
  /** Of Bitrix24's published list; null: it does not count. */
  published: { addresses: number; readAt: string | null; error: string | null } | null
  /** False: there is no list yet, and nothing is refused for its address. */
  isInForce: boolean
  lastRefused: { at: string; address: string } | null
}

type Parts = {
  sources: EventSourcesConfig | null
  dataDir: string
  log: Logger
  now(): Date
  /** Of the published list, instead of Bitrix24's. */
  listUrl?: string | undefined
}

const everyMs = 5 * 60_000
/** Bitrix24 asks not to be asked more often. */
const pauseMs = 60_000
/** New addresses are listed minutes before they are used, so a list of that age may lack some. */
const staleMs = 60 * 60_000

const Kept = z.object({ readAt: z.string(), addresses: z.array(z.string()).min(1) })
type Kept = z.infer<typeof Kept>

/**
 * Keeps the allow-list of the webhook. Of the published list the last good one counts, also over a restart, however long
 * it cannot be read anew; as long as there never was one, the application token alone decides. Both are said out loud.
 */
export async function watchEventSources(parts: Parts): Promise<EventSources> {
  const { sources, now, log } = parts
  if (sources === null) return { allows: () => true, state: () => null, close: async () => {} }
  const { published, ranges } = sources
  const isNamed = addressMatcher(ranges)
  let list: Kept | null = published ? await kept(parts) : null
  let isListed = addressMatcher(list?.addresses ?? [])
  let error: string | null = null
  let lastRefused: EventSourcesState['lastRefused'] = null
  let askedAt = 0
  let wasStale = false
  const closing = new AbortController()

  async function look(): Promise<boolean> {
    askedAt = now().getTime()
    const addresses = await readEventAddresses(parts.listUrl ?? publishedEventAddresses, closing.signal)
    if (error !== null)
      log.info({ addresses: addresses.length }, 'the list of Bitrix24’s addresses could be read again')
    list = { readAt: now().toISOString(), addresses }
    isListed = addressMatcher(addresses)
    error = null
    wasStale = false
    await keep(parts, list)
    return false
  }

  function onError(fault: unknown): void {
    const isFirst = error === null
    error = fault instanceof Error ? fault.message : String(fault)
    if (list === null) {
      if (isFirst)
        log.error({ err: fault }, `${unread}; until then events are taken from any address with a good token`)
      return
    }
    const isStale = now().getTime() - Date.parse(list.readAt) > staleMs
    if (isStale && !wasStale) {
      log.error({ err: fault }, `${unread}: events from addresses that are new since ${list.readAt} are refused`)
    } else if (isFirst) log.warn({ err: fault }, `${unread}; the one of ${list.readAt} counts on`)
    wasStale = isStale
  }

  const loop: Loop | null = published ? startLoop({ everyMs, look, onError, pauseMs }) : null
  const isInForce = () => ranges.length > 0 || list !== null
  return {
    allows(address) {
      if (!isInForce() || isNamed(address) || isListed(address)) return true
      lastRefused = { at: now().toISOString(), address }
      // It may be new: the next event from there shall find it.
      if (now().getTime() - askedAt > pauseMs) loop?.wake()
      return false
    },
    state: () => ({
      ranges,
      published: published ? { addresses: list?.addresses.length ?? 0, readAt: list?.readAt ?? null, error } : null,
      isInForce: isInForce(),
      lastRefused,
    }),
    async close() {
      closing.abort()
      await loop?.close()
    },
  }
}

const unread = 'the list of Bitrix24’s addresses cannot be read'
const pathOf = ({ dataDir }: Parts) => join(dataDir, 'bitrix24-addresses.json')

async function kept(parts: Parts): Promise<Kept | null> {
  try {
    return Kept.parse(JSON.parse(await readFile(pathOf(parts), 'utf8')))
  } catch {
    return null
  }
}

/** Whole or not at all. That it cannot be kept spoils nothing but the next start. */
async function keep(parts: Parts, list: Kept): Promise<void> {
  const path = pathOf(parts)
  try {
    await createDirectory(parts.dataDir)
    await writeFile(`${path}.new`, JSON.stringify(list), { mode: 0o600 })
    await rename(`${path}.new`, path)
  } catch (fault) {
    parts.log.warn({ err: fault }, 'the list of Bitrix24’s addresses could not be kept for the next start')
  }
}
