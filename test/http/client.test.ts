import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import openapiTS, { astToString } from 'openapi-typescript'
import request from 'supertest'
import { expect, onTestFinished, test } from 'vitest'
import { fakeDeps } from './fake-deps.ts'

type Operation = { requestBody?: { content: Record<string, unknown> } }
type Document = { paths: Record<string, Record<string, Operation>> }

const root = resolve(import.meta.dirname, '../..')
const methods = ['get', 'put', 'post', 'patch', 'delete']
const options = [
  ...['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--skipLibCheck'],
  '--ignoreConfig',
  ...['--target', 'es2024', '--lib', 'es2024,dom', '--module', 'nodenext', '--types', ''],
]

/** A program that makes every call of the document, and refuses an answer that could be anything. */
function program({ paths }: Document): { text: string; calls: number } {
  const calls = Object.entries(paths).flatMap(([path, operations]) =>
    methods.flatMap((method) => {
      const operation = operations[method]
      if (operation === undefined) return []
      const of = `paths['${path}']['${method}']`
      const type = Object.keys(operation.requestBody?.content ?? {})[0]
      const body = type === undefined ? '' : `, body: given<NonNullable<${of}['requestBody']>['content']['${type}']>()`
      const init = `{ params: given<${of}['parameters']>()${body} }`
      return [`  told(await client.${method.toUpperCase()}('${path}', ${init}))`]
    }),
  )
  const text = `import createClient from 'openapi-fetch'
import type { paths } from './schema.ts'

declare function given<Value>(): Value
type Anything<Value> = 0 extends 1 & Value ? ['the type says nothing'] : []
declare function told<Data, Fault>(answer: { data?: Data; error?: Fault; response: Response }, ...known: Anything<Data>): void

export async function callAll(): Promise<void> {
  const client = createClient<paths>({ baseUrl: 'http://127.0.0.1' })
${calls.join('\n')}
}
`
  return { text, calls: calls.length }
}

test('a client that is generated from the document type-checks against all of it', async () => {
  const document: Document = (await request(fakeDeps().app).get('/api/openapi.json')).body
  // Within the tree, so that the client library is found.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  const directory = mkdtempSync(join(root, 'node_modules/.cache/client-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const { text, calls } = program(document)
  expect(calls).toBeGreaterThan(70)
  writeFileSync(join(directory, 'schema.ts'), astToString(await openapiTS(JSON.stringify(document))))
  writeFileSync(join(directory, 'client.ts'), text)
  const compile = () =>
    promisify(execFile)(join(root, 'node_modules/.bin/tsc'), [
      ...options,
      '--allowImportingTsExtensions',
      ...['schema.ts', 'client.ts'].map((name) => join(directory, name)),
    ]).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    )
  expect(await compile()).toBe('')
  writeFileSync(join(directory, 'client.ts'), text.replace("'/api/rules'", "'/api/roules'"))
  expect(await compile(), 'a call that the document does not have is seen').toContain('/api/roules')
})
