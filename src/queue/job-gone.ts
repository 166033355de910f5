/** A worker has to leave a job alone: it gave no sign of life for too long, as where its machine slept, and another may go on with it. */
export class JobGone extends Error {
  override name = 'JobGone'
  constructor(dealId: number, has: 'has gone' | 'may have gone') {
    super(`The job of deal ${dealId} ${has} to another worker.`)
  }
}
