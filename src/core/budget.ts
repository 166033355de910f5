/** A portal's request allowance, as far as it is ours: `perSecond` for good, `burst` at once from a full rest. */
export type Allowance = { perSecond: number; burst: number; inUse: number }

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
  const writing = Math.ceil((Math.ceil(job.deals * job.changing) * commandsPerChange) / commandsPerRequest)
  const total = reading + writing
  if (allowance === null) return { requests: { reading, writing, total }, seconds: 0, shareOfHour: 0 }
  const atOnce = Math.max(0, allowance.burst - allowance.inUse)
  return {
    requests: { reading, writing, total },
    seconds: Math.max(0, total - atOnce) / allowance.perSecond,
    shareOfHour: total / (allowance.perSecond * 3_600),
  }
}
