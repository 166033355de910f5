import {
  appendFile,
  copyFile,
  type FileHandle,
  mkdir,
  mkdtemp,
  open as openFile,
  readdir,
  readFile,
  rm,
  rmdir,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readRecords, recordOf, type SpooledEvent } from '../../src/database/spool/records.ts'
import { openSpool, type Spool } from '../../src/database/spool/spool.ts'
import { patiently } from '../support/patiently.ts'

let directory: string
let damage: { damaged: number; isTorn: boolean }[]
let kept: string[]
const opened: Spool[] = []
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bindery-spool-'))
  damage = []
  kept = []
})
afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.close()
  await rm(directory, { recursive: true })
})

async function open(limitBytes = 1_000_000): Promise<Spool> {
  const onDamage = ({ damaged, isTorn }: { damaged: number; isTorn: boolean }) => void damage.push({ damaged, isTorn })
  const spool = await openSpool({ directory, limitBytes, onDamage, onKept: ({ path }) => kept.push(path) })
  opened.push(spool)
  return spool
}
async function closed(spool: Spool): Promise<void> {
  opened.splice(opened.indexOf(spool), 1)
  await spool.close()
}
const anEvent = (dealId: number): SpooledEvent => ({
  id: uuidv7(),
  event: 'ONCRMDEALUPDATE',
  dealId,
  aboutId: null,
  receivedAt: new Date().toISOString(),
})
const files = async () =>
  (await readdir(directory, { recursive: true }))
    .filter((name) => name.includes('.spool'))
    .sort()
    .map((name) => join(directory, name))
async function drained(spool: Spool): Promise<number[]> {
  const taken: SpooledEvent[] = []
  await spool.drain(async (events) => void taken.push(...events))
  return taken.map(({ dealId }) => dealId ?? 0)
}

test('what is kept comes out in its order, once, and leaves nothing behind', async () => {
  const spool = await open()
  const dealIds = Array.from({ length: 1_001 }, (_, index) => index + 1)
  const appended = Promise.all(dealIds.map((dealId) => spool.append(anEvent(dealId))))
  expect(spool.isInUse(), 'before the first of them is on the disk').toBe(true)
  await appended
  expect(spool.isInUse()).toBe(true)
  expect(spool.state()).toMatchObject({ events: 1_001, since: expect.any(String) })
  expect(await drained(spool)).toEqual(dealIds)
  expect([spool.isInUse(), await files()]).toEqual([false, []])
  expect(spool.state()).toMatchObject({ events: 0, bytes: 0, since: null })
})

test('an event that comes while others are handed over waits behind them', async () => {
  const spool = await open()
  await spool.append(anEvent(1))
  const taken: number[] = []
  await spool.drain(async (events) => {
    taken.push(...events.map(({ dealId }) => dealId ?? 0))
    if (taken.length === 1) await spool.append(anEvent(2))
  })
  expect(taken).toEqual([1, 2])
  expect(spool.isInUse()).toBe(false)
})

test('what the database does not take stays, also for the next process', async () => {
  const first = await open()
  await first.append(anEvent(1))
  await expect(first.drain(() => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(first.isInUse()).toBe(true)
  await first.append(anEvent(2))
  await closed(first)
  expect(await files()).toHaveLength(2)
  const second = await open()
  expect(second.state()).toMatchObject({ events: 2 })
  expect(await drained(second)).toEqual([1, 2])
})

test('a crash between taking in and forgetting hands the same ids over again', async () => {
  const first = await open()
  const event = anEvent(1)
  await first.append(event)
  const [path = ''] = await files()
  await copyFile(path, `${path}.copy`)
  await drained(first)
  await copyFile(`${path}.copy`, path)
  await closed(first)
  const again: SpooledEvent[] = []
  await (await open()).drain(async (events) => void again.push(...events))
  expect(again).toEqual([event])
})

test.each([1, 9, 60])('a last record that lacks %i bytes is recognised, and the others are kept', async (lacking) => {
  const first = await open()
  for (const dealId of [1, 2, 3]) await first.append(anEvent(dealId))
  await closed(first)
  const [path = ''] = await files()
  await truncate(path, (await readFile(path)).byteLength - lacking)
  const second = await open()
  // What comes now is not put behind the torn end.
  await second.append(anEvent(4))
  expect(await drained(second)).toEqual([1, 2, 4])
  expect(damage).toEqual([{ damaged: 0, isTorn: true }])
})

test('a damaged record costs itself alone, and its file is kept for a person', async () => {
  const first = await open()
  for (const dealId of [1, 2, 3]) await first.append(anEvent(dealId))
  await closed(first)
  const [path = ''] = await files()
  await writeFile(path, (await readFile(path, 'utf8')).replace('"dealId":2', '"dealId":7'))
  expect(await drained(await open())).toEqual([1, 3])
  expect(damage).toEqual([{ damaged: 1, isTorn: false }])
  expect(await files()).toEqual([`${path}.damaged`])
})

test('half a record that the disk does not take back spoils none that comes after it', async () => {
  const spool = await open()
  await spool.append(anEvent(1))
  const some = await openFile(join(directory, 'some'), 'w')
  const methods: FileHandle = Object.getPrototypeOf(some)
  await some.close()
  const mocks = [
    vi.spyOn(methods, 'appendFile').mockImplementationOnce(async function (this: FileHandle, text) {
      await this.write(String(text).slice(0, 20))
      throw new Error('the disk is ill')
    }),
    vi.spyOn(methods, 'truncate').mockRejectedValueOnce(new Error('the disk is ill')),
  ]
  await expect(spool.append(anEvent(2))).rejects.toThrow('the disk is ill')
  for (const mock of mocks) mock.mockRestore()
  await spool.append(anEvent(3))
  expect(await drained(spool)).toEqual([1, 3])
  expect(damage).toEqual([{ damaged: 0, isTorn: true }])
})

test('an event counts as kept once it and the names of its file and directory are on the disk; a name that goes is gone for good', async () => {
  const some = await openFile(join(directory, 'some'), 'w')
  const methods: FileHandle = Object.getPrototypeOf(some)
  await some.close()
  const disk = Promise.withResolvers<void>()
  const steps: string[] = []
  const noting = (step: 'appendFile' | 'datasync' | 'sync') => {
    const really = methods[step]
    return vi.spyOn(methods, step).mockImplementation(async function (this: FileHandle, ...given: unknown[]) {
      if (step === 'datasync') await disk.promise
      await Reflect.apply(really, this, given)
      steps.push(step)
    })
  }
  const mocks = [noting('appendFile'), noting('datasync'), noting('sync')]
  const spool = await open()
  expect(steps.splice(0), 'the directory of its own').toEqual(['sync'])
  const kept = spool.append(anEvent(1)).then(() => steps.push('kept'))
  await vi.waitFor(() => expect(steps).toEqual(['sync', 'appendFile']), patiently)
  await new Promise((resolve) => setImmediate(resolve))
  expect(steps, 'the disk has not said yes').not.toContain('kept')
  disk.resolve()
  await kept
  await spool.append(anEvent(2))
  await spool.drain(async () => void steps.push('taken'))
  for (const mock of mocks) mock.mockRestore()
  expect(steps).toEqual(['sync', 'appendFile', 'datasync', 'kept', 'appendFile', 'datasync', 'taken', 'sync'])
})

test('what the disk takes and does not keep is not kept, and comes out for nobody', async () => {
  const spool = await open()
  const some = await openFile(join(directory, 'some'), 'w')
  const methods: FileHandle = Object.getPrototypeOf(some)
  await some.close()
  const mock = vi.spyOn(methods, 'datasync').mockRejectedValueOnce(new Error('the disk is ill'))
  await expect(spool.append(anEvent(1))).rejects.toThrow('the disk is ill')
  mock.mockRestore()
  await spool.append(anEvent(2))
  expect(await drained(spool)).toEqual([2])
  expect(damage).toEqual([])
})

test('what has been taken in keeps nobody waiting, though the disk does not let go of its file', async () => {
  const spool = await open()
  await spool.append(anEvent(1))
  const [path = ''] = await files()
  const taken: number[] = []
  const drain = () => spool.drain(async (events) => void taken.push(...events.map(({ dealId }) => dealId ?? 0)))
  // In the file's place something that is not removed as one.
  await spool.drain(async (events) => {
    taken.push(...events.map(({ dealId }) => dealId ?? 0))
    await rm(path)
    await mkdir(path)
  })
  expect([spool.isInUse(), spool.state().events, spool.state().bytes, kept]).toEqual([false, 0, 0, [path]])
  await spool.append(anEvent(2))
  await drain()
  expect([taken, spool.isInUse(), kept], 'told once').toEqual([[1, 2], false, [path]])
  await rmdir(path)
  await writeFile(path, recordOf(anEvent(1)))
  await drain()
  expect([taken, await files()], 'it goes once the disk lets it').toEqual([[1, 2], []])
})

test('takes no more than it may, and what it refuses it has not kept', async () => {
  const spool = await open(recordOf(anEvent(1)).length * 2)
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map((dealId) => spool.append(anEvent(dealId))))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'spool_full' } })
  expect(await drained(spool)).toEqual([1, 2])
  await spool.append(anEvent(5))
  expect(await drained(spool), 'once there is room again').toEqual([5])
})

test('two processes keep apart; what one leaves that is gone, the other takes in', async () => {
  const [one, two] = [await open(), await open()]
  await one.append(anEvent(1))
  await two.append(anEvent(2))
  const modes = await Promise.all(['1', '2'].map(async (place) => (await stat(join(directory, place))).mode & 0o777))
  expect(modes, 'nobody else of this machine looks into them').toEqual([0o700, 0o700])
  expect(await drained(two), 'not what a living process has').toEqual([2])
  await closed(one)
  expect(await drained(two)).toEqual([1])
  expect(await files()).toEqual([])
})

test('noise is never read as an event', () => {
  const good = recordOf(anEvent(1))
  for (const noise of ['', '\n', 'x', '00000000 {}\n', good.replace(/^./, 'z'), `${good.slice(0, -1)}x\n`]) {
    expect(readRecords(Buffer.from(noise)).events).toEqual([])
  }
  expect(readRecords(Buffer.from(`${good}${good}`)).events).toHaveLength(2)
})

test('a file that ends in noise keeps what came before', async () => {
  const first = await open()
  await first.append(anEvent(1))
  await closed(first)
  const [path = ''] = await files()
  await appendFile(path, Buffer.from([0, 255, 10, 13, 0]))
  expect(await drained(await open())).toEqual([1])
})
