import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits under a prefix by which people and secret scanners know them: show it once, keep its hash. */
export const newSecret = () => `bnd_${randomBytes(32).toString('base64url')}`

/** What is kept of such a secret: that many random bits need no salt and no slow hash. */
export const hashOfSecret = (secret: string) => createHash('sha256').update(secret).digest('hex')
