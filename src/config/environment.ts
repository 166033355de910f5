import { join } from 'node:path'
import process from 'node:process'
import { ConfigurationError } from './faults.ts'
import { withSecretFiles } from './secret-files.ts'

/**
 * The process's environment, completed from `.env` in the directory, where what is set already wins, and with the secrets
 * that lie in files of their own. Throws `ConfigurationError`.
 */
export function loadEnvironment(directory = process.cwd()): NodeJS.ProcessEnv {
  try {
    process.loadEnvFile(join(directory, '.env'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ENOENT') {
      const message = `Cannot be read (${String(code)}). Make it a text file that this user may read, or remove it.`
      throw new ConfigurationError([{ variable: '.env', message }])
    }
  }
  return withSecretFiles(process.env)
}
