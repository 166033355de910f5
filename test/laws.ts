import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

// npm run test:laws -- [--seed N] [--times N] [FILE...]: every test that draws random cases, with so many times the cases
// of the suite, from a seed of its own; the same seed draws the same cases.
const { values, positionals } = parseArgs({
  options: { seed: { type: 'string' }, times: { type: 'string', default: '10' } },
  allowPositionals: true,
})
const files =
  positionals.length > 0 ? positionals : ['test/core', 'test/flows', 'test/fuzz', 'test/portal', 'test/cli', 'console']
const seed = values.seed ?? String(randomInt(1, 1_000_000_000))
console.log(`Once more with: npm run test:laws -- --seed ${seed} --times ${values.times} ${positionals.join(' ')}`)
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
const { status } = spawnSync(process.execPath, [vitest, 'run', '--testTimeout', '86400000', ...files], {
  env: { ...process.env, BINDERY_SEED: seed, BINDERY_TIMES: values.times },
  stdio: 'inherit',
})
process.exitCode = status ?? 1
