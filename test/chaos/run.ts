import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

// npm run test:chaos -- [--seed N] [--rounds N] [--report FILE]: the same seed kills the same victims after the same pauses.
const { values } = parseArgs({
  options: { seed: { type: 'string' }, rounds: { type: 'string', default: '2000' }, report: { type: 'string' } },
})
const seed = values.seed ?? String(randomInt(1, 1_000_000))
console.log(`${values.rounds} kills; once more with: npm run test:chaos -- --seed ${seed} --rounds ${values.rounds}`)
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
const config = fileURLToPath(new URL('vitest.config.ts', import.meta.url))
const report =
  values.report === undefined ? [] : ['--reporter=default', '--reporter=json', `--outputFile.json=${values.report}`]
const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', config, ...report], {
  env: { ...process.env, CHAOS_SEED: seed, CHAOS_ROUNDS: values.rounds },
  stdio: 'inherit',
})
process.exitCode = status ?? 1
