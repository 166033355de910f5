import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/**
 * What one guess costs: 2^`ln` · `r` · 128 bytes of memory, `p` times over. The default is one of the equally strong sets
 * that OWASP's Password Storage Cheat Sheet recommends, the one with 32 MiB: some 250 ms of one core.
 * Source: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html, read 2026-11-22.
 */
export type PasswordCost = { ln: number; r: number; p: number }
const recommended: PasswordCost = { ln: 15, r: 8, p: 3 }

export type Passwords = {
  /** What to keep of a password: `$scrypt$ln=…,r=…,p=…$salt$hash`. */
  hash(password: string): Promise<string>
  /**
   * Whether it is the password. Without a hash to compare with it takes as long and is false, so that time tells nobody
   * which accounts there are.
   */
  isRight(password: string, kept: string | null): Promise<boolean>
  /** Whether the hash was made at another cost than is asked now. */
  isOutdated(kept: string): boolean
}

/** More would fill the thread pool and the memory; who asks beyond that should try again. */
const atOnce = 2
const mostWaiting = 20

export function createPasswords(cost: PasswordCost = recommended): Passwords {
  const inTurn = turns(atOnce, mostWaiting)
  const nobodys = written(cost, randomBytes(16), randomBytes(32))
  return {
    async hash(password) {
      const salt = randomBytes(16)
      return written(cost, salt, await inTurn(() => derive(password, salt, cost)))
    },
    async isRight(password, kept) {
      const { salt, hash, ...keptCost } = Kept.parse(kept ?? nobodys)
      const isSame = timingSafeEqual(await inTurn(() => derive(password, salt, keptCost)), hash)
      return isSame && kept !== null
    },
    isOutdated: (kept) => !kept.startsWith(`$scrypt$${costInWords(cost)}$`),
  }
}

const costInWords = ({ ln, r, p }: PasswordCost) => `ln=${ln},r=${r},p=${p}`

const written = (cost: PasswordCost, salt: Buffer, hash: Buffer) =>
  `$scrypt$${costInWords(cost)}$${salt.toString('base64url')}$${hash.toString('base64url')}`

const Kept = z
  .string()
  .regex(/^\$scrypt\$ln=\d+,r=\d+,p=\d+\$[\w-]{22}\$[\w-]{43}$/)
  .transform((text) => {
    const [, , cost = '', salt = '', hash = ''] = text.split('$')
    const [ln = 0, r = 0, p = 0] = cost.split(',').map((part) => Number(part.split('=')[1]))
    return { ln, r, p, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') }
  })

/** Keyboards write the same letter in different ways; NFKC makes them one. */
function derive(password: string, salt: Buffer, { ln, r, p }: PasswordCost): Promise<Buffer> {
  const N = 2 ** ln
  const options: ScryptOptions = { N, r, p, maxmem: 2 * 128 * N * r }
  return new Promise((resolve, reject) =>
    scrypt(password.normalize('NFKC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key))),
  )
}

/** Too many passwords are being checked. */
class Overloaded extends Error {
  override readonly name = 'Overloaded'
  readonly code = 'overloaded'
}

/** Lets `limit` pieces of work go on at a time, and so many more wait. */
function turns(limit: number, mostWaiting: number) {
  let underWay = 0
  const waiting: (() => void)[] = []
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (underWay >= limit) {
      if (waiting.length >= mostWaiting) throw new Overloaded('Too many passwords are being checked; try again.')
      // Whoever ends hands its place on, so that `underWay` stays.
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else underWay += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) underWay -= 1
      else next()
    }
  }
}
