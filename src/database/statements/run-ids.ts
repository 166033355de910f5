/** A run's id is made when it starts; nothing comes between but a clock that is set. */
const slackMs = 10 * 60 * 1_000

/** Ids of every run that started in this time are in `[least, below)`, and few of others: those of the minutes around. */
export function idsAround({ from, to }: { from?: Date | undefined; to?: Date | undefined }): {
  least: string | undefined
  below: string | undefined
} {
  return {
    least: from && leastIdAt(from.getTime() - slackMs),
    below: to && leastIdAt(to.getTime() + slackMs),
  }
}

/** Ids that were made in this time are in `[least, below)`, and no others. */
export const idsBetween = (from: Date, to: Date) => ({
  least: leastIdAt(from.getTime()),
  below: leastIdAt(to.getTime()),
})

/** When the run of an id started, as its UUIDv7 tells. */
export const startedAtOf = (id: string) =>
  new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toISOString()

/** A UUIDv7 begins with its milliseconds, so ids sort by their time: this is less than any id of that millisecond. */
function leastIdAt(milliseconds: number): string {
  const time = Math.max(0, milliseconds).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}
