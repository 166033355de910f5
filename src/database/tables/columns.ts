import { bigint, customType } from 'drizzle-orm/pg-core'
import { storableJson, storableText } from './storable.ts'

/** An instant, as ISO 8601 in UTC with milliseconds on our side and `timestamptz` on the other. */
export const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
  toDriver: (iso) => new Date(iso).toISOString(),
  fromDriver: (text) => new Date(text).toISOString(),
})

/** A `jsonb` document; characters that `jsonb` refuses are replaced on the way in. */
export const document = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'jsonb',
  toDriver: storableJson,
  // Both drivers parse jsonb. drizzle's own jsonb() parses strings once more, which turns the stored text "12" into 12.
  fromDriver: (value) => value,
})

/** A document that people wrote, with its keys in their order: `json` keeps them, `jsonb` would sort them. */
export const authoredDocument = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'json',
  toDriver: storableJson,
  fromDriver: (value) => value,
})

/** Text from outside; characters that `text` refuses are replaced on the way in. */
export const words = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: storableText,
})

/** An id that Bitrix24 gives; they stay far below 2^53. */
export const portalObjectId = (name: string) => bigint(name, { mode: 'number' })
