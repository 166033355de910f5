import { ref } from 'vue'
import type { Problem } from '../api/problem.ts'

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
