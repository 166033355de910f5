/**
 * Writes console/src/api/schema.d.ts, the types of the API that the console calls, from the same table that the service
 * answers by. With --check it writes nothing and exits 1 when the file is not what the table says.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'
import { openapiOf } from '../src/http/openapi.ts'
import { type RoutesDeps, routesOf } from '../src/http/routes.ts'

const file = new URL('../console/src/api/schema.d.ts', import.meta.url)
const command = 'npm run console:types'

/** Stands for everything that the routes would ask while they answer; making the table asks nothing. */
const unasked: object = new Proxy(() => {}, {
  get: () => unasked,
  apply: () => {
    throw new Error('the table of routes is only read here')
  },
})
const service = { version: '0', publicUrl: 'http://127.0.0.1:3000' }
// A proxy has every name that is asked for.
const deps = new Proxy(service, { get: (given, name) => Reflect.get(given, name) ?? unasked }) as unknown as RoutesDeps

const document = openapiOf(routesOf(deps), service)
const types = astToString(await openapiTS(JSON.stringify(document), { alphabetize: true }))
const text = `// Written by \`${command}\` from the table of routes. Not to be edited.\n\n${types}`

if (process.argv.includes('--check')) {
  if (!isSame(file)) {
    console.error(`console/src/api/schema.d.ts is not what the table of routes says. Write it anew: ${command}`)
    process.exitCode = 1
  }
} else {
  writeFileSync(file, text)
}

function isSame(path: URL): boolean {
  try {
    return readFileSync(path, 'utf8') === text
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}
