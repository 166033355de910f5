import { setImmediate } from 'node:timers/promises'
import { type Stop, WritesStopped } from '../../core/guards/stop.ts'
import type { Actor } from '../../core/people/person.ts'
import type { Database } from '../../database/connection/open.ts'
import { readStop, resumeWrites, stopWrites } from '../../database/guards/stop-switch.ts'
import { startLoop } from '../process/loop.ts'

/** Holds all writes of all processes while a person wants it so; events are taken in all the same. */
export type StopSwitch = {
  /** As it is in the database now. */
  read(): Promise<Stop | null>
  /** As it was a moment ago: whether it is worth beginning with a run. */
  isOn(): boolean
  /** To be called right before a write leaves. Throws `WritesStopped`. */
  mayWrite(): Promise<void>
  stop(order: { by: Actor; note: string | null }): Promise<Stop>
  /** Whether there was a stop to end. */
  resume(order: { by: Actor; note: string | null }): Promise<boolean>
  close(): Promise<void>
}

const lookEveryMs = 1_000

export function createStopSwitch({
  database,
  portalId,
  onChange,
  onError,
}: {
  database: Database
  portalId: number
  /** Writes go on. */
  onChange(): void
  onError(error: unknown): void
}): StopSwitch {
  let isOn = false
  let asking: Promise<Stop | null> | null = null

  function note(stop: Stop | null): Stop | null {
    const wasOn = isOn
    isOn = stop !== null
    if (wasOn && !isOn) onChange()
    return stop
  }

  /** Whoever asks in the same turn shares the question, which is put after all of them have asked. */
  function read(): Promise<Stop | null> {
    asking ??= setImmediate().then(async () => {
      asking = null
      return note(await readStop(database.orm, portalId))
    })
    return asking
  }

  const loop = startLoop({
    everyMs: lookEveryMs,
    async look() {
      await read()
      return false
    },
    onError,
  })

  return {
    read,
    isOn: () => isOn,
    async mayWrite() {
      const stop = await read()
      if (stop !== null) throw new WritesStopped(stop)
    },
    async stop(order) {
      const stop = await stopWrites(database, portalId, order)
      note(stop)
      return stop
    },
    async resume(order) {
      const wasOn = await resumeWrites(database, portalId, order)
      note(null)
      return wasOn
    },
    close: () => loop.close(),
  }
}
