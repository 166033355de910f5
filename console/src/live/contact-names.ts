import { shallowRef } from 'vue'
import { answerOf, api } from '../api/client.ts'

/** What contacts are called, as far as it has been told. */
export const contactNames = shallowRef<ReadonlyMap<number, string | null>>(new Map())
const asked = new Set<number>()
let waiting = new Set<number>()
const mostAtOnce = 200

/**
 * What a contact is called; null until the portal has told, and where it has no name. Those that are shown together are
 * asked for in one request.
 */
export function nameOfContact(id: number): string | null {
  if (!asked.has(id)) {
    asked.add(id)
    if (waiting.size === 0) setTimeout(() => void askForNames(), 0)
    waiting.add(id)
  }
  return contactNames.value.get(id) ?? null
}

async function askForNames(): Promise<void> {
  const ids = [...waiting]
  waiting = new Set()
  for (let from = 0; from < ids.length; from += mostAtOnce) {
    const page = ids.slice(from, from + mostAtOnce)
    try {
      // A list in an address, which the client would repeat the name for.
      const query = { contacts: page.join(',') as never }
      const { contacts } = await answerOf(api.GET('/api/names', { params: { query } }))
      const told = contacts.map(({ id, name }) => [id, name === '' ? null : name] as const)
      contactNames.value = new Map([...contactNames.value, ...told])
    } catch {
      // Numbers do without names; they are asked for again with the next that are shown.
      for (const id of page) asked.delete(id)
    }
  }
}
