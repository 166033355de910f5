import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that start processes or wait for time to pass; begun last, they would be what all others are waited for. */
const long = [
  'service/processes',
  'service/takeover',
  'service/bulk-reverts',
  'queue/deal-queue',
  'service/process-killed',
  'service/restored',
  'service/backfill',
  'flows/random-bursts',
  'service/sweep',
  'service/every-fault',
  'service/backtests',
  'service/ill-portal',
  'queue/dead-worker',
  'service/spool',
  'service/safety',
  'service/secrets',
  'core/laws',
  'service/rule-checks',
  'service/command-line',
  'service/alerts',
  'database/killed-intake',
  'service/client-events',
  'service/accounts',
  'flows/no-lost-edit',
  'service/many-events',
  'service/lost-answers',
  'service/wrong-configuration',
  'database/open',
  'queue/lost-connections',
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
