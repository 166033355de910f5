/** A portal's request allowance, as far as it is ours: `perSecond` for good, `burst` at once from a full rest. */
export type Allowance = {
  perSecond: number
  burst: number
  inUse: number
  /** How long the portal takes for calls, as far as it has shown it. */
  calls?: CallTimes
}

/** In seconds; null: not known yet. */
export type CallTimes = {
  read: number | null
  write: number | null
  /** What a request is planned to take at most. */
  perRequest: number
  /** What one method may use in ten minutes; null where nothing is known of a limit. */
  perMethod: number | null
}

/** A job over many deals, before it is begun. Shares are of the deals, from 0 to 1. */
export type Job = {
  deals: number
  /** Companies that they belong to. */
  companies: number
  /** How many have contacts already, so that their links must be read. */
  linked: number
  /** How many will be written to. */
  changing: number
}

export type BudgetPlan = {
  requests: { reading: number; writing: number; total: number }
  /** From now on, if nothing else is to be done. 0 where the portal sets no limit. */
  seconds: number
  /** Of what an hour allows. 0 where the portal sets no limit. */
  shareOfHour: number
}

/** Commands of one request, and rows of one list. Source: Bitrix24 REST docs, `batch` and `crm-item-list`, read 2026-08-21. */
const commandsPerRequest = 50
const rowsPerList = 50
/** A write, and reading back. */
const commandsPerChange = 2

/** What a job will cost when it goes as planned: deals fifty a list, each company once, writes of many deals together. */
export function planBudget(job: Job, allowance: Allowance | null): BudgetPlan {
  const lists = Math.ceil(job.deals / rowsPerList)
  const links = Math.ceil(job.deals * job.linked)
  const companies = Math.min(job.companies, job.deals)
  const contacts = Math.ceil(companies / rowsPerList)
  const reading = job.deals === 0 ? 0 : Math.ceil((lists + links + companies + contacts) / commandsPerRequest)
  const changes = Math.ceil(job.deals * job.changing)
  const writing = Math.ceil(changes / changesPerRequest(allowance?.calls))
  const total = reading + writing
  if (allowance === null) return { requests: { reading, writing, total }, seconds: 0, shareOfHour: 0 }
  const atOnce = Math.max(0, allowance.burst - allowance.inUse)
  return {
    requests: { reading, writing, total },
    seconds: Math.max(
      Math.max(0, total - atOnce) / allowance.perSecond,
      secondsOfMethod(allowance.calls, allowance.calls?.write, changes),
      secondsOfMethod(allowance.calls, allowance.calls?.read, links + companies + changes),
    ),
    shareOfHour: total / (allowance.perSecond * 3_600),
  }
}

/** Fewer go together where the portal is slow. */
function changesPerRequest(calls: CallTimes | undefined): number {
  const full = Math.floor(commandsPerRequest / commandsPerChange)
  if (calls === undefined || calls.write === null) return full
  const inTime = Math.floor(calls.perRequest / Math.max(0.001, calls.write + (calls.read ?? 0)))
  return Math.max(1, Math.min(full, inTime))
}

/** How long so many calls of one method take at least, as it may use only so much of each ten minutes. */
function secondsOfMethod(calls: CallTimes | undefined, each: number | null | undefined, count: number): number {
  if (calls === undefined || calls.perMethod === null || typeof each !== 'number') return 0
  const share = (count * each) / calls.perMethod
  // The first ten minutes' worth can be used at once.
  return Math.max(0, share - 1) * 600
}
