import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that start processes or wait for time to pass; begun last, they would be what all others are waited for. */
const long = [
  'service/process/processes',
  'service/process/takeover',
  'service/reverts/bulk-reverts',
  'queue/deal-queue',
  'service/process/process-killed',
  'service/assembly/restored',
  'service/jobs/backfill',
  'flows/random-bursts',
  'service/sweeps/sweep',
  'service/portal/every-fault',
  'service/jobs/backtests',
  'service/portal/ill-portal',
  'queue/dead-worker',
  'service/events/spool',
  'service/guards/safety',
  'service/assembly/secrets',
  'core/laws',
  'service/rules/checks',
  'service/commands/command-line',
  'service/alerts/alerts',
  'database/killed-intake',
  'service/events/client-events',
  'service/sign-in/accounts',
  'flows/no-lost-edit',
  'service/events/many-events',
  'service/portal/lost-answers',
  'service/assembly/wrong-configuration',
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
