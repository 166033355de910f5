import { z } from 'zod'
import type { Service } from './deps.ts'
import { ApiError, callApi } from './service-api.ts'

const Names = z.object({ contacts: z.array(z.object({ id: z.number(), name: z.string() })) })
const mostAtOnce = 200

/** How contacts are told: `contact 7 (Anna Smith)`, by the number alone where the service knows no name. */
export async function contactNames(service: Service, ids: Iterable<number>): Promise<(contactId: number) => string> {
  const asked = [...new Set(ids)].slice(0, mostAtOnce)
  const names = asked.length === 0 ? new Map<number, string>() : await namesOf(service, asked)
  return (id) => {
    const name = names.get(id) ?? ''
    return name === '' ? `contact ${id}` : `contact ${id} (${name})`
  }
}

async function namesOf(service: Service, ids: readonly number[]): Promise<Map<number, string>> {
  try {
    const { contacts } = await callApi(service, { path: `/api/names?contacts=${ids.join(',')}`, answer: Names })
    return new Map(contacts.map(({ id, name }) => [id, name]))
  } catch (error) {
    // An answer does without names.
    if (error instanceof ApiError) return new Map()
    throw error
  }
}
