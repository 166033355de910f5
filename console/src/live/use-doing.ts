import { ref } from 'vue'
import { asProblem } from '../api/problem.ts'
import { say } from '../languages/index.ts'
import { problemInWords } from '../words/problem-words.ts'
import { noteProblem } from './session.ts'

/** Doing something on the service, one at a time: whether it is under way, and in words why it failed. */
export function useDoing() {
  const isBusy = ref(false)
  const fault = ref('')

  /** Whether it was done; a try while another is under way is not. */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    fault.value = ''
    try {
      await work()
      return true
    } catch (error) {
      const problem = asProblem(error)
      // A wrong password is told as forbidden or signed out, too, and says nothing of the session.
      if (problem.kind === 'offline') noteProblem(problem)
      fault.value = problemInWords(problem, say)
      return false
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy, fault, attempt }
}
