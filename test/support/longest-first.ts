import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that start processes or wait for time to pass; begun last, they would be what all others are waited for. */
const long = [
  'service/process-killed',
  'service/processes',
  'service/takeover',
  'queue/deal-queue',
  'service/bulk-reverts',
  'service/backfill',
  'service/sweep',
  'service/every-fault',
  'queue/dead-worker',
  'database/open',
  'service/many-events',
  'flows/random-bursts',
  'service/ill-portal',
  'service/spool',
  'service/lost-answers',
  'flows/no-lost-edit',
  'database/killed-intake',
  'service/wrong-configuration',
].map((name) => `/test/${name}.test.ts`)

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = long.findIndex((name) => moduleId.endsWith(name))
      return index < 0 ? long.length : index
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}
