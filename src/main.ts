import process from 'node:process'
import packageJson from '../package.json' with { type: 'json' }
import { CommandError } from './cli/answer.ts'
import type { CliDeps, SandboxOptions } from './cli/deps.ts'
import { runProgram } from './cli/run-program.ts'
import { readConfig, requireConfig } from './config/config.ts'
import { loadEnvironment } from './config/environment.ts'
import { ConfigurationError } from './config/faults.ts'
import { checkExport } from './core/record/audit-export.ts'
import { validateRule } from './core/rules/faults.ts'
import { resolveDrizzleDirectly } from './database/connection/resolve-drizzle.ts'
import { DatabaseUnavailable } from './database/connection/unavailable.ts'
import { ListenError } from './http/server.ts'
import { createLog, type Logger } from './log.ts'
import { writeCall } from './portal/link-writes.ts'
import { redact } from './portal/redact.ts'
import { untilToldToStop } from './service/commands/stop-signal.ts'
import { welcome } from './service/commands/welcome.ts'
import { runningService, withService } from './service/commands/with-service.ts'
import { fingerprintOf, isSignedBy, sha256 } from './service/record/signer.ts'

const { version } = packageJson

/** What the service is made of is loaded by the commands that need it, so that the others begin at once. */
function commands(): CliDeps {
  let loaded: NodeJS.ProcessEnv | null = null
  const environment = () => {
    loaded ??= loadEnvironment()
    return loaded
  }
  const config = () => requireConfig(environment())
  const preparation = async () =>
    (await import('./service/commands/database-preparation.ts')).databasePreparation(config)
  const commandLog = () => logTo(process.stderr, 'warn')
  return {
    async serve({ json }) {
      const settings = config()
      const log = logTo(json ? { write: (text) => process.stdout.write(text) } : process.stdout, settings.logLevel)
      const stop = untilToldToStop()
      const { startService } = await import('./service/assembly/start-service.ts')
      const service = await startService({ config: settings, log, version })
      try {
        // Past the log: it is for whoever starts it, at any log level, and its links and tokens open doors.
        process.stdout.write(await welcome(service, settings, json))
        log.info(`stopping: ${await stop.signal}`)
      } finally {
        await service.close()
      }
      log.info('stopped')
    },
    sandbox: (options) => runSandbox(options),
    async doctor(options) {
      const { examine } = await import('./service/commands/doctor.ts')
      return examine(environment(), version, options)
    },
    withService: async (work, needs) => withService({ config: config(), log: commandLog(), version }, work, needs),
    async runningService() {
      const read = readConfig(environment())
      return read.ok ? runningService(read.config) : null
    },
    validateRule,
    callFor(dealId, change) {
      const call = writeCall(dealId, change)
      if (call === null) throw new Error('a plan never sets an empty list of links')
      return call
    },
    checkExport(text) {
      const verdict = checkExport(text, { sha256, isSignedBy })
      const { publicKey } = verdict
      return { ...verdict, keyFingerprint: publicKey === null ? null : fingerprintOf(publicKey) }
    },
    database: {
      migrate: async () => (await preparation()).migrate(),
      grantsFor: async (role) => (await preparation()).grantsFor(role),
      allow: async (role) => (await preparation()).allow(role),
      rename: async (hosts) => (await preparation()).rename(hosts),
    },
    rulesDirectory: () => config().rulesDir,
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
  }
}

function logTo(stream: NonNullable<Parameters<typeof createLog>[0]['stream']>, level: Logger['level']): Logger {
  return createLog({ level: level as Parameters<typeof createLog>[0]['level'], stream, redactText: redact })
}

async function runSandbox({ port, host, handler, limits, seed, life, json }: SandboxOptions): Promise<void> {
  const stop = untilToldToStop()
  const [{ startSandbox }, { startLife }] = await Promise.all([
    import('./sandbox/portal.ts'),
    import('./sandbox/life.ts'),
  ])
  const sandbox = await startSandbox({ port, host, handlerUrl: handler, limits, seed }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const message = `The sandbox cannot listen on ${host}:${port} (${code}). Name another port with --port, or 0 for any free one.`
    throw code.startsWith('EA') ? new CommandError('cannot_listen', message) : error
  })
  const stopLife = life ? startLife(sandbox) : () => {}
  // These are the sandbox's own credentials, for whoever started it.
  const settings = { BITRIX24_WEBHOOK_URL: sandbox.webhookUrl, BITRIX24_APPLICATION_TOKEN: sandbox.applicationToken }
  const text = json
    ? JSON.stringify(settings)
    : Object.entries(settings)
        .map(([name, value]) => `${name}=${value}`)
        .join('\n')
  process.stdout.write(`${text}\n`)
  await stop.signal
  stopLife()
  await sandbox.close()
}

/** What stops a start and a person can put right is told as a fault of the configuration. */
function asFault(error: unknown): unknown {
  if (error instanceof DatabaseUnavailable) {
    const named = /^(DATA_DIR|DATABASE_URL(?= \()):? (.*)$/s.exec(error.message)
    return new ConfigurationError([{ variable: named?.[1] ?? 'DATABASE_URL', message: named?.[2] ?? error.message }])
  }
  if (error instanceof ListenError) {
    const isPort = error.code === 'EADDRINUSE' || error.code === 'EACCES'
    return new ConfigurationError([{ variable: isPort ? 'PORT' : 'HOST', message: error.message }])
  }
  return error
}

function withFaults(deps: CliDeps): CliDeps {
  const told = <Result>(work: Promise<Result>) => work.catch((error: unknown) => Promise.reject(asFault(error)))
  return {
    ...deps,
    serve: (options) => told(deps.serve(options)),
    sandbox: (options) => told(deps.sandbox(options)),
    doctor: (options) => told(deps.doctor(options)),
    withService: (work, needs) => told(deps.withService(work, needs)),
    database: {
      ...deps.database,
      migrate: () => told(deps.database.migrate()),
      allow: (role) => told(deps.database.allow(role)),
      rename: (hosts) => told(deps.database.rename(hosts)),
    },
  }
}

// Whoever reads what is written may go away, as `head` does when it has enough, and a service goes on without its log.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

resolveDrizzleDirectly()
const exitCode = await runProgram(process.argv.slice(2), withFaults(commands()))
await Promise.all([process.stdout, process.stderr].map(written))
// Everything is closed by now. What a library may have left open must not keep the process.
process.exit(exitCode)

/** Resolves when what was written so far is out, or nobody reads it any more. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}
