import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConsoleFiles } from '../../src/http/console/files.ts'
import { listen } from '../../src/http/server.ts'
import { fakeDeps } from './fake-deps.ts'

const page = '<!doctype html><title>Console</title>'
const script = 'console.log("the console")'
const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
let parent: string
let app: ReturnType<typeof fakeDeps>['app']

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'bindery-console-'))
  const directory = join(parent, 'dist')
  await mkdir(join(directory, 'assets'), { recursive: true })
  await writeFile(join(parent, 'secret.txt'), 'not to be told')
  await writeFile(join(directory, 'index.html'), page)
  await writeFile(join(directory, 'favicon.svg'), '<svg/>')
  const file = join(directory, 'assets/index-0a1b2c3d.js')
  await writeFile(file, script)
  await writeFile(`${file}.br`, brotliCompressSync(script))
  await writeFile(`${file}.gz`, gzipSync(script))
  app = fakeDeps({ consoleFiles: await readConsoleFiles(directory) }).app
})
afterAll(() => rm(parent, { recursive: true, force: true }))

describe('pages', () => {
  test.each(['/', '/runs', '/runs/0190b6a0-0000-7000-8000-000000000001', '/rules/attach-primary', '/no-such-page'])(
    '%s is the console',
    async (path) => {
      const answer = await request(app).get(path).set(browser)
      expect([answer.status, answer.type, answer.text]).toEqual([200, 'text/html', page])
      expect(answer.headers['cache-control'], 'a new build shows at once').toBe('no-cache')
    },
  )

  test.each(['/api/nothing', '/webhooks/nothing', '/assets/nothing.js', '/assets/nothing', '/nothing.png'])(
    '%s is not',
    async (path) => {
      const answer = await request(app).get(path).set(browser)
      expect(answer.status).toBe(404)
      expect(answer.text).not.toContain(page)
    },
  )

  test.each([
    ['get', '/webhooks/bitrix24', 405],
    ['post', '/runs', 404],
    ['get', '/api/status', 401],
    ['get', '/healthz', 200],
  ] as const)('%s %s stays what it was: %i', async (method, path, status) => {
    const answer = await request(app)[method](path).set(browser)
    expect(answer.status).toBe(status)
    expect(answer.text).not.toContain(page)
  })

  test.each(['*/*', undefined, 'text/html'])('whoever takes %s gets the first page', async (accepted) => {
    const answer = await request(app)
      .get('/')
      .set(accepted === undefined ? {} : { Accept: accepted })
    expect([answer.status, answer.type, answer.text]).toEqual([200, 'text/html', page])
    expect((await request(app).head('/')).status).toBe(200)
  })

  test('a program that wants JSON is told that there is none of the first page', async () => {
    expect((await request(app).get('/').set('Accept', 'application/json')).status).toBe(404)
  })

  test('a program that mistypes an address is told so in JSON', async () => {
    const answer = await request(app).get('/api-docs')
    expect([answer.status, answer.body.error.code]).toEqual([404, 'not_found'])
  })
})

describe('files', () => {
  test.each([
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['identity', undefined],
    ['br;q=0, gzip', 'gzip'],
  ])('to a browser that takes %s, %s is sent', async (accepted, sent) => {
    const answer = await request(app)
      .get('/assets/index-0a1b2c3d.js')
      .set('Accept-Encoding', accepted)
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => done(null, Buffer.concat(chunks).toString()))
      })
    expect(answer.headers['content-encoding']).toBe(sent)
    expect(answer.headers.vary).toContain('Accept-Encoding')
    expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(answer.body, 'the client has decoded it').toBe(script)
  })

  test('what carries its hash in its name may be kept for ever, the rest for an hour', async () => {
    const asset = await request(app).get('/assets/index-0a1b2c3d.js')
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    const icon = await request(app).get('/favicon.svg')
    expect([icon.type, icon.headers['cache-control']]).toEqual(['image/svg+xml', 'public, max-age=3600'])
  })

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e%5c%2e%2e%5csecret.txt',
    '//secret.txt',
    '/assets/index-0a1b2c3d.js.br',
    '/assets/',
  ])('%s leads nowhere', async (path) => {
    const answer = await rawGet(path)
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
    expect(answer).not.toContain('not to be told')
  })
})

test('a console that was never built is told to a browser, and to nobody else', async () => {
  const { app } = fakeDeps({ consoleFiles: await readConsoleFiles(join(parent, 'nothing-there')) })
  const answer = await request(app).get('/runs').set(browser)
  expect([answer.status, answer.type]).toEqual([503, 'text/html'])
  expect(answer.text).toContain('npm run console:build')
  expect((await request(app).get('/healthz').set(browser)).status).toBe(200)
  expect((await request(app).get('/nothing')).status).toBe(404)
})

/** As typed: clients and browsers tidy such addresses up before they send them. */
async function rawGet(path: string): Promise<string> {
  const service = await listen(app, { host: '127.0.0.1', port: 0 })
  try {
    return await new Promise((resolve, reject) => {
      let answer = ''
      const socket = connect(Number(new URL(service.address).port), '127.0.0.1', () =>
        socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n`),
      )
      socket.on('data', (chunk) => {
        answer += String(chunk)
      })
      socket.once('error', reject)
      socket.once('close', () => resolve(answer))
    })
  } finally {
    await service.close({ timeoutMs: 1000 })
  }
}
