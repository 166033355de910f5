/** Times leave the portal in its server's offset, to the second. Source: Bitrix24 REST docs, `data-types`, "datetime". */
export function serverTime(milliseconds: number, utcOffsetMinutes: number): string {
  const local = new Date(milliseconds + utcOffsetMinutes * 60_000).toISOString().slice(0, 19)
  return `${local}${offsetText(utcOffsetMinutes)}`
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  const part = (value: number): string => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${part(Math.floor(size / 60))}:${part(size % 60)}`
}

/** The instant of a date or time as sent by a client; without an offset it is meant in server time. `null`: not a time. */
export function instantOf(value: unknown, utcOffsetMinutes: number): number | null {
  if (typeof value !== 'string') return null
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    value.trim(),
  )
  if (match === null) return null
  const [, date, time = '00:00:00', offset = offsetText(utcOffsetMinutes)] = match
  const instant = Date.parse(`${date}T${time}${offset === 'Z' ? 'Z' : offset.replace(/^(...):?(..)$/, '$1:$2')}`)
  return Number.isNaN(instant) ? null : instant
}
