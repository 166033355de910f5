import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that start processes or wait for time to pass; begun last, they would be what all others are waited for. */
const long = [
  'service/processes',
  'service/process-killed',
  'queue/dead-worker',
  'queue/deal-queue',
  'service/many-events',
  'service/ill-portal',
  'service/wrong-configuration',
  'database/killed-intake',
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
