import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'

/** Imported ahead of a program, which then takes itself to be on another host: nobody here can ask whether it lives. */
Object.assign(os, { hostname: () => 'another-host' })
syncBuiltinESMExports()
