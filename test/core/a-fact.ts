import type { Facts } from '../../src/core/conditions/facts.ts'
import { linksFact } from '../../src/core/deal/link.ts'
import { linksOf } from './notation.ts'

/** Facts of a plain deal; a case names what matters to it. */
export function factsWith(wish: Partial<Facts> = {}): Facts {
  return {
    event: { type: 'ONCRMDEALUPDATE', types: ['ONCRMDEALUPDATE'], receivedAt: '2026-09-01T11:59:00Z' },
    deal: { id: 42, title: 'Spare parts', companyId: 61 },
    company: undefined,
    links: linksFact(linksOf('7* 9')),
    companyContacts: linksFact([]),
    changed: [],
    previous: undefined,
    ...wish,
  }
}
