import { shallowRef } from 'vue'
import { answerOf, api } from '../api/client.ts'
import type { paths } from '../api/schema.d.ts'

export type WaysIn = paths['/api/session']['get']['responses'][200]['content']['application/json']

/** How people sign in here, as last told; null until then. */
export const waysIn = shallowRef<WaysIn | null>(null)

/** Asks how people sign in here. Throws `Problem`. */
export async function loadWaysIn(): Promise<WaysIn> {
  const told = await answerOf(api.GET('/api/session'))
  waysIn.value = told
  return told
}
