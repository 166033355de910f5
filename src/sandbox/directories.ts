/** A person of the portal. */
export type SandboxUser = {
  id: number
  name: string
  lastName: string
  email?: string
  isActive?: boolean
  isAdmin?: boolean
  timeZone?: string
  workPosition?: string
}

/** A funnel of deals. The default one has the id 0. */
export type Category = { id: number; name: string; sort: number }

export type StageSemantics = 'P' | 'S' | 'F'

/** An entry of a directory: a stage, a source, a type. Source: Bitrix24 REST docs, `crm.status.list`. */
export type Status = {
  id: number
  entityId: string
  statusId: string
  name: string
  sort: number
  semantics?: StageSemantics
}

/** What `crm.stagehistory.list` tells. `typeId`: 1 created, 2 intermediate stage, 3 final stage, 5 funnel changed. */
export type StageChange = {
  id: number
  typeId: 1 | 2 | 3 | 5
  entity: 'deal' | 'lead'
  ownerId: number
  createdAt: number
  categoryId: number
  stageId: string
  semantics: StageSemantics
}

/** A sandbox may run for months: the oldest entries are forgotten. */
const mostStageChanges = 20_000

export const stageEntityId = (categoryId: number): string =>
  categoryId === 0 ? 'DEAL_STAGE' : `DEAL_STAGE_${categoryId}`

type StageSeed = readonly [statusId: string, name: string, semantics: StageSemantics]

const dealStages: readonly StageSeed[] = [
  ['NEW', 'New', 'P'],
  ['PREPARATION', 'Prepare documents', 'P'],
  ['PREPAYMENT_INVOICE', 'Prepayment invoice', 'P'],
  ['EXECUTING', 'In progress', 'P'],
  ['FINAL_INVOICE', 'Final invoice', 'P'],
  ['WON', 'Deal won', 'S'],
  ['LOSE', 'Deal lost', 'F'],
  ['APOLOGY', 'Analyse failure', 'F'],
]

const leadStages: readonly StageSeed[] = [
  ['NEW', 'Unassigned', 'P'],
  ['IN_PROCESS', 'In progress', 'P'],
  ['PROCESSED', 'Processed', 'P'],
  ['CONVERTED', 'Good lead', 'S'],
  ['JUNK', 'Junk lead', 'F'],
]

const others: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  SOURCE: [
    ['CALL', 'Call'],
    ['EMAIL', 'E-mail'],
    ['WEB', 'Website'],
    ['TRADE_SHOW', 'Exhibition'],
    ['RECOMMENDATION', 'Recommendation'],
  ],
  DEAL_TYPE: [
    ['SALE', 'Sale'],
    ['COMPLEX', 'Integrated sale'],
    ['SERVICES', 'Services'],
    ['SERVICE', 'Aftersales service'],
  ],
  CONTACT_TYPE: [
    ['CLIENT', 'Client'],
    ['SUPPLIER', 'Supplier'],
    ['PARTNER', 'Partner'],
    ['OTHER', 'Other'],
  ],
  COMPANY_TYPE: [
    ['CUSTOMER', 'Client'],
    ['SUPPLIER', 'Supplier'],
    ['PARTNER', 'Partner'],
    ['OTHER', 'Other'],
  ],
}

/** Funnels, their stages and the other directories. */
export class Directories {
  readonly categories: Category[] = []
  readonly statuses: Status[] = []
  readonly users = new Map<number, SandboxUser>()
  readonly stageChanges: StageChange[] = []
  #lastStageChangeId = 0

  constructor() {
    this.addCategory({ id: 0, name: 'General', sort: 100 })
    for (const stage of leadStages) this.#addStage('STATUS', stage)
    for (const [entityId, entries] of Object.entries(others)) {
      for (const [statusId, name] of entries) this.#addStatus(entityId, statusId, name)
    }
  }

  /** A funnel with the usual stages: `NEW` in the default one, `C4:NEW` in funnel 4. */
  addCategory(category: Category): void {
    this.categories.push(category)
    const prefix = category.id === 0 ? '' : `C${category.id}:`
    for (const [statusId, name, semantics] of dealStages) {
      this.#addStage(stageEntityId(category.id), [`${prefix}${statusId}`, name, semantics])
    }
  }

  category(id: number): Category | undefined {
    return this.categories.find((category) => category.id === id)
  }

  stage(entity: 'deal' | 'lead', categoryId: number, stageId: string): Status | undefined {
    return this.stagesOf(entity, categoryId).find((status) => status.statusId === stageId)
  }

  stagesOf(entity: 'deal' | 'lead', categoryId: number): Status[] {
    const entityId = entity === 'lead' ? 'STATUS' : stageEntityId(categoryId)
    return this.statuses.filter((status) => status.entityId === entityId)
  }

  recordStage(change: Omit<StageChange, 'id'>): void {
    this.#lastStageChangeId += 1
    this.stageChanges.push({ id: this.#lastStageChangeId, ...change })
    if (this.stageChanges.length > mostStageChanges) this.stageChanges.shift()
  }

  #addStage(entityId: string, [statusId, name, semantics]: StageSeed): void {
    this.#addStatus(entityId, statusId, name, semantics)
  }

  #addStatus(entityId: string, statusId: string, name: string, semantics?: StageSemantics): void {
    const sort = this.statuses.filter((status) => status.entityId === entityId).length * 10 + 10
    const id = 101 + this.statuses.length * 2
    this.statuses.push({ id, entityId, statusId, name, sort, ...(semantics === undefined ? {} : { semantics }) })
  }
}
