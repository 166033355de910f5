import fc from 'fast-check'
import type { Action } from '../../src/core/rules/rule.ts'
import { linksOf } from '../core/notation.ts'
import { attach, detach, ids, replace, setPrimary } from '../core/rule-case.ts'
import type { Edit } from './edits.ts'
import type { Scenario } from './interleavings.ts'

const contactId = fc.constantFrom(7, 8, 9, 12)
const selector = fc.uniqueArray(contactId, { minLength: 1, maxLength: 3 }).map((some) => ids(...some))
const action: fc.Arbitrary<Action> = fc.oneof(
  fc
    .record({ contacts: selector, primary: fc.constantFrom('if-none' as const, 'always' as const, 'never' as const) })
    .map(({ contacts, primary }) => attach(contacts, { primary })),
  selector.map((contacts) => detach(contacts)),
  selector.map((contacts) => setPrimary(contacts)),
  selector.map((contacts) => replace(contacts)),
)
export const someEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ does: fc.constantFrom('link' as const, 'unlink' as const, 'make primary' as const), contactId }),
  fc.constant({ does: 'turn round' as const }),
)

export const someScenario: fc.Arbitrary<Scenario> = fc.record({
  links: fc.constantFrom('', '7*', '7* 8', '8 7*', '7* 8 9', '9 8* 7').map(linksOf),
  rules: fc.array(fc.array(action, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
})
