import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { migrationsFolder } from '../../src/database/connection/migrate.ts'
import { migrations } from '../support/oldest-schema.ts'
import { harmsOfMigration } from './harms-of-migration.ts'

// Processes of two ages work on one database while an installation is brought up to date one by one. A migration adds
// what the newer ones need; what only older ones used is taken away in a later version, once none of them is left.

const Column = z.looseObject({ type: z.string(), notNull: z.boolean(), default: z.unknown().optional() })
const Snapshot = z.object({
  tables: z.record(z.string(), z.looseObject({ columns: z.record(z.string(), Column) })),
})
const snapshotOf = async (index: number) => {
  const path = join(migrationsFolder, 'meta', `${String(index).padStart(4, '0')}_snapshot.json`)
  return Snapshot.parse(JSON.parse(await readFile(path, 'utf8'))).tables
}
const all = await migrations()
/** What is older was in no release, and cannot work beside a newer one: 0007 made two columns mandatory. */
const oldestBeside = 7
const isFilled = (column: z.infer<typeof Column>) =>
  !column.notNull || column.default !== undefined || 'identity' in column || 'generated' in column

test.each(all.map(({ tag }, index) => ({ tag, index })).slice(oldestBeside, -1))(
  'a program of the time of $tag finds its tables and columns in the newest schema, and may leave out all others',
  async ({ index }) => {
    const [old, now] = await Promise.all([snapshotOf(index), snapshotOf(all.length - 1)])
    for (const [name, table] of Object.entries(old)) {
      const present = now[name]
      expect(present, `${name} is there`).toBeDefined()
      for (const [key, column] of Object.entries(table.columns)) {
        expect(present?.columns[key]?.type, `${name}.${key} is there and holds the same`).toBe(column.type)
        expect(!column.notNull && present?.columns[key]?.notNull, `${name}.${key} may be empty as ever`).toBe(false)
      }
      const added = Object.entries(present?.columns ?? {}).filter(([key]) => !(key in table.columns))
      expect(added.filter(([, column]) => !isFilled(column)).map(([key]) => `${name}.${key}`)).toEqual([])
    }
  },
)

test.each(all.slice(oldestBeside + 1))(
  '$tag takes nothing from programs that are older, or says why that is no harm',
  async ({ tag }) => {
    expect(harmsOfMigration(await readFile(join(migrationsFolder, `${tag}.sql`), 'utf8'))).toEqual([])
  },
)

describe('what harms an older program', () => {
  test.each([
    ['drop table "runs";', ['drops']],
    ['ALTER TABLE "runs" DROP COLUMN "attempt";', ['drops']],
    ['DROP VIEW unanswered_deals;', ['drops']],
    ['DROP FUNCTION note_run;', ['drops']],
    ['ALTER TABLE "runs" RENAME COLUMN "attempt" TO "tries";', ['renames']],
    ['ALTER TABLE "runs" ALTER COLUMN "attempt" SET DATA TYPE text;', ['changes a type']],
    ['ALTER TABLE "runs" ALTER COLUMN "error" SET NOT NULL;', ['demands a value']],
    ['ALTER TABLE "runs" ALTER COLUMN "attempt" DROP DEFAULT;', ['drops']],
    ['ALTER TABLE "runs" ADD COLUMN "size" integer NOT NULL;', ['demands a value']],
    ['ALTER TABLE "runs" ADD CONSTRAINT "few" CHECK (attempt < 9);', ['adds a constraint']],
    ['CREATE UNIQUE INDEX "one" ON "runs" USING btree ("deal_id");', ['adds a constraint']],
    ['DELETE FROM runs WHERE attempt > 9;', ['deletes']],
    ['TRUNCATE runs;', ['deletes']],
    ['ALTER TABLE "runs" ADD COLUMN "size" integer DEFAULT 0 NOT NULL;', []],
    ['ALTER TABLE "runs" ADD COLUMN "size" integer;', []],
    ['CREATE INDEX "some" ON "runs" USING btree ("deal_id");', []],
    ['DROP TRIGGER a ON runs;\n--> statement-breakpoint\nCREATE TRIGGER a BEFORE UPDATE ON runs;', []],
    ['CREATE TABLE "x" ("id" integer NOT NULL);\n--> statement-breakpoint\nCREATE UNIQUE INDEX "u" ON "x" ("id");', []],
    ['-- contract: no program has read it since 0.3\nALTER TABLE "runs" DROP COLUMN "attempt";', []],
    ['-- it is not needed\nALTER TABLE "runs" DROP COLUMN "attempt";', ['drops']],
  ])('%s', (sql, harms) => {
    expect(harmsOfMigration(sql).map(({ harm }) => harm)).toEqual(harms)
  })
})
