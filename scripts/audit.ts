import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { z } from 'zod'

/** Asks the registry for known holes in what the service runs on. A registry that does not answer audits fails nothing, and is told. */
const Answer = z.object({
  metadata: z.object({ vulnerabilities: z.record(z.string(), z.number()) }).optional(),
})

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' })
const found = vulnerabilitiesIn(stdout)
if (found === null) {
  console.log('The registry did not answer the audit, so nothing is known.')
} else {
  const serious = (found.high ?? 0) + (found.critical ?? 0)
  console.log(
    Object.entries(found)
      .map(([level, count]) => `${level} ${count}`)
      .join(', '),
  )
  if (serious > 0) console.log('Run npm audit --omit=dev to see which.')
  process.exitCode = serious > 0 ? 1 : 0
}

function vulnerabilitiesIn(text: string): Record<string, number> | null {
  try {
    return Answer.parse(JSON.parse(text)).metadata?.vulnerabilities ?? null
  } catch {
    return null
  }
}
