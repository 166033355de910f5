import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Signs exports of the record with Ed25519. */
export type AuditSigner = {
  /** SPKI, PEM. */
  publicKey: string
  /** In base64. */
  sign(text: string): string
}

/**
 * The signer whose key lies in the file; the first to ask makes the key, readable by this user alone. Throws when the
 * file cannot be read or made, or holds no such key.
 */
export async function auditSigner(path: string): Promise<AuditSigner> {
  const privateKey = createPrivateKey(await readOrMake(path))
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  return { publicKey, sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64') }
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Whether the signature over the text was made with this key's other half; false for what is no key at all. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    return verify(null, Buffer.from(text), createPublicKey(publicKey), Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

/** What people compare to know that a key is the one they were told; null for what is no key. */
export function fingerprintOf(publicKey: string): string | null {
  try {
    const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' })
    return createHash('sha256').update(der).digest('hex')
  } catch {
    return null
  }
}

async function readOrMake(path: string): Promise<string> {
  const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  await mkdir(dirname(path), { recursive: true })
  try {
    // Whoever comes second reads what the first one wrote.
    await writeFile(path, made, { flag: 'wx', mode: 0o600 })
    return made
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    return readFile(path, 'utf8')
  }
}
