import process from 'node:process'
import fc from 'fast-check'

// The suite says of a commit what it said of it before: random cases are always the same ones.
fc.configureGlobal({ seed: Number(process.env.BINDERY_SEED ?? 20_261_128) })
