import { type Names, noNames } from '../words/names.ts'
import { choicesOf, labelOf } from './choices.ts'
import { type PortalFields, subjectGroups, subjectOf } from './subjects.ts'

/** What the portal calls fields, the values of its lists and contacts, for sentences. */
export function namesOf(fields: PortalFields | null, contact = noNames.contact): Names {
  const groups = subjectGroups(fields, true)
  const subject = (fact: string, path: string | undefined) => subjectOf(groups, fact, path)
  return {
    field: (fact, path) => subject(fact, path)?.title || null,
    value: (fact, path, value) => {
      const found = subject(fact, path)
      return found === null || found.source.from === 'events' ? null : labelOf(choicesOf(found.source, fields), value)
    },
    contact,
  }
}
