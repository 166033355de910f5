import { readFile } from 'node:fs/promises'

export type ProcessUsage = {
  /** Resident memory: now, and the most since the process began. */
  memoryMiB: number
  peakMemoryMiB: number
  /** Of all its threads, since it began. */
  cpuSeconds: number
}

/** Clock ticks per second in /proc, the same on every Linux that Node.js runs on. */
const ticksPerSecond = 100

/** What a process has used, by the kernel's own account; null where there is no /proc. */
export async function usageOf(pid: number): Promise<ProcessUsage | null> {
  const [status, stat] = await Promise.all(
    ['status', 'stat'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => null)),
  )
  if (status === null || status === undefined || stat === null || stat === undefined) return null
  const kiB = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN)
  // The program's name, second and in parentheses, may hold spaces. User and system time are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return {
    memoryMiB: kiB('VmRSS') / 1024,
    peakMemoryMiB: kiB('VmHWM') / 1024,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  }
}
