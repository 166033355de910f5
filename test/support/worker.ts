import { resolveDrizzleDirectly } from '../../src/database/connection/resolve-drizzle.ts'

// What the program does at its start, each process that runs tests does at its own.
resolveDrizzleDirectly()
