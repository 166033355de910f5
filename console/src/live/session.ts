import { ref } from 'vue'
import { answerOf, api } from '../api/client.ts'
import { asProblem, type Problem } from '../api/problem.ts'

/** Whether this browser is signed in, as far as the last answers told; null before the first. */
export const isSignedIn = ref<boolean | null>(null)
/** Whether the last request got no answer at all. */
export const isOffline = ref(false)

export function noteAnswer(): void {
  isSignedIn.value = true
  isOffline.value = false
}

export function noteProblem({ kind }: Problem): void {
  isOffline.value = kind === 'offline'
  if (kind === 'signed-out') isSignedIn.value = false
  else if (kind !== 'offline') isSignedIn.value = true
}

/** Ends the session; one that had ended already is as good. */
export async function signOut(): Promise<void> {
  try {
    await answerOf(api.DELETE('/api/session'))
    isSignedIn.value = false
  } catch (error) {
    noteProblem(asProblem(error))
  }
}
