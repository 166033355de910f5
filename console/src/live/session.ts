import { ref, shallowRef } from 'vue'
import { answerOf, api, type Me } from '../api/client.ts'
import { asProblem, isPassing, type Problem } from '../api/problem.ts'
import { unpinDeal } from '../editor/pinned-deal.ts'
import { isPermitted, type Permission } from '../words/permissions.ts'

/** Whether this browser is signed in, as far as the last answers told; null before the first. */
export const isSignedIn = ref<boolean | null>(null)
/** Whether the last request got no answer at all. */
export const isOffline = ref(false)
/** Who is signed in; null until it has been told. */
export const me = shallowRef<Me | null>(null)

/** Whether to offer something to whoever is signed in. Reactive: call it in templates and computed values. */
export const may = (permission: Permission): boolean => isPermitted(permission, me.value?.role ?? null)

/** Asks who is signed in. Throws `Problem`. */
export async function loadMe(): Promise<Me> {
  const told = await answerOf(api.GET('/api/me'))
  me.value = told
  return told
}

export function noteAnswer(): void {
  isSignedIn.value = true
  isOffline.value = false
}

export function noteProblem(problem: Problem): void {
  const { kind } = problem
  isOffline.value = kind === 'offline'
  if (kind === 'signed-out') forget()
  else if (!isPassing(problem)) isSignedIn.value = true
  // The role may have become a lesser one since: offer what it may now.
  if (kind === 'forbidden') loadMe().catch(() => {})
}

/** Ends the session; one that had ended already is as good. */
export async function signOut(): Promise<void> {
  try {
    await answerOf(api.DELETE('/api/session'))
    forget()
    // The next person at this browser is to find nothing of what this one read or wrote.
    unpinDeal()
    sessionStorage.clear()
  } catch (error) {
    noteProblem(asProblem(error))
  }
}

function forget(): void {
  isSignedIn.value = false
  me.value = null
}
