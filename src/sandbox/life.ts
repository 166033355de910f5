import type { SandboxDesk } from './desk.ts'

export type LifeOptions = {
  /** Time between two changes; default 10 s. */
  intervalMs?: number
  /** Time until the first change, a new deal; default 1.5 s. */
  firstAfterMs?: number
  random?: () => number
}

/** New deals kept; older ones of them are deleted, so that a portal can run for months. */
const mostNewDeals = 25

const subjects = ['Pump', 'Valve', 'Filter set', 'Pressure tank', 'Inspection', 'Upkeep', 'Spare parts', 'Control unit']

/**
 * Lets people work in a sandbox portal now and then: deals of a company appear without contacts, move on, gain and lose
 * contacts, change their company. The first change is a new deal. Returns what stops it.
 */
export function startLife(sandbox: { data: SandboxDesk }, options: LifeOptions = {}): () => void {
  const { intervalMs = 10_000, firstAfterMs = Math.min(1_500, intervalMs), random = Math.random } = options
  const people = new People(sandbox.data, random)
  let interval: NodeJS.Timeout | undefined
  const first = setTimeout(() => {
    people.openDeal()
    interval = setInterval(() => people.doSomething(), intervalMs)
    interval.unref()
  }, firstAfterMs)
  first.unref()
  return () => {
    clearTimeout(first)
    clearInterval(interval)
  }
}

class People {
  readonly #desk: SandboxDesk
  readonly #random: () => number
  /** Deals opened here, oldest first. */
  readonly #opened: number[] = []

  constructor(desk: SandboxDesk, random: () => number) {
    this.#desk = desk
    this.#random = random
  }

  doSomething(): void {
    const chance = this.#random()
    const isDone =
      (chance < 0.25 && this.#moveOn()) ||
      (chance >= 0.25 && chance < 0.4 && this.#linkSomeone()) ||
      (chance >= 0.4 && chance < 0.5 && this.#unlinkSomeone()) ||
      (chance >= 0.5 && chance < 0.6 && this.#changeCompany())
    if (!isDone) this.openDeal()
  }

  openDeal(): void {
    const companies = this.#desk.ids('company').filter((id) => this.#desk.companyLinks(id).length > 0)
    const companyId = this.#oneOf(companies)
    if (companyId === undefined) return
    const company = this.#desk.company(companyId)
    const title = `${this.#oneOf(subjects)} for ${String(company?.title)}`
    this.#opened.push(this.#desk.addDeal({ title, companyId, opportunity: Math.round(this.#random() * 9_000) + 100 }))
    while (this.#opened.length > mostNewDeals) this.#closeOldest()
  }

  #closeOldest(): void {
    const id = this.#opened.shift()
    if (id !== undefined && this.#desk.deal(id) !== undefined) this.#desk.deleteDeal(id)
  }

  /** Each of these returns whether there was something to do. */
  #moveOn(): boolean {
    const dealId = this.#someDeal()
    if (dealId === undefined) return false
    const prefix = /^C\d+:/.exec(String(this.#desk.deal(dealId)?.stageId))?.[0] ?? ''
    const stage = this.#oneOf(['PREPARATION', 'PREPAYMENT_INVOICE', 'EXECUTING', 'FINAL_INVOICE', 'WON'])
    this.#desk.updateDeal(dealId, { stageId: `${prefix}${stage}` })
    return true
  }

  #linkSomeone(): boolean {
    const dealId = this.#someDeal()
    const contactId = this.#oneOf(this.#desk.ids('contact'))
    if (dealId === undefined || contactId === undefined) return false
    this.#desk.linkContact(dealId, contactId)
    return true
  }

  #unlinkSomeone(): boolean {
    const dealId = this.#someDeal()
    const link = dealId === undefined ? undefined : this.#oneOf(this.#desk.links(dealId))
    if (dealId === undefined || link === undefined) return false
    this.#desk.unlinkContact(dealId, link.contactId)
    return true
  }

  #changeCompany(): boolean {
    const dealId = this.#someDeal()
    const companyId = this.#oneOf(this.#desk.ids('company'))
    if (dealId === undefined || companyId === undefined) return false
    this.#desk.updateDeal(dealId, { companyId })
    return true
  }

  #someDeal(): number | undefined {
    return this.#oneOf(this.#desk.ids('deal').filter((id) => this.#desk.deal(id)?.closed === 'N'))
  }

  #oneOf<T>(choices: readonly T[]): T | undefined {
    return choices[Math.min(Math.floor(this.#random() * choices.length), choices.length - 1)]
  }
}
