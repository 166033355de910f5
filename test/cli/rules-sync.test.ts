import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { databaseKinds } from '../support/databases.ts'
import { aService, type RunningService } from '../support/service.ts'
import { aDirectory, aRule, commandLine } from './command-line.ts'

const Results = z.object({
  rules: z.array(z.looseObject({ key: z.string(), change: z.string().optional(), difference: z.string().optional() })),
})

describe.each(databaseKinds)('files and service, on %s', (database) => {
  let service: RunningService
  let directory = ''
  beforeAll(async () => {
    service = await aService({ database })
  })
  afterAll(() => service.close())
  beforeEach(async () => {
    await service.obey()
    directory = aDirectory({ 'one.json': named('One') })
  })

  const named = (name: string) => aRule({ key: 'one', name })
  const command = async (...words: string[]) => {
    const answer = await commandLine(['rules', ...words, '--json'], {
      withService: (work) => work({ baseUrl: service.baseUrl, token: service.apiToken }),
      rulesDirectory: () => directory,
    })
    const known = Results.safeParse(JSON.parse(answer.stdout))
    const [one] = known.success ? known.data.rules : []
    return { exitCode: answer.exitCode, what: one?.change ?? one?.difference, text: answer.stderr }
  }
  const nameThere = async () =>
    z.looseObject({ name: z.string() }).parse((await service.api('GET', '/api/rules/one')).body).name
  const nameHere = () =>
    z.looseObject({ name: z.string() }).parse(JSON.parse(readFileSync(join(directory, 'one.json'), 'utf8'))).name
  const editHere = (name: string) => writeFileSync(join(directory, 'one.json'), JSON.stringify(named(name)))
  const editThere = (name: string) => service.api('PUT', '/api/rules/one', named(name))

  test('a push tells what it changes, and its note is kept', async () => {
    expect(await command('push')).toMatchObject({ exitCode: 0, what: 'new' })
    editHere('Two')
    const dry = await command('push', '--dry-run')
    expect(dry).toMatchObject({ exitCode: 0, what: 'changed' })
    expect(dry.text).toContain('Name: "One" became "Two".')
    expect(await nameThere()).toBe('One')
    expect(await command('push', '--note', 'for spring')).toMatchObject({ exitCode: 0, what: 'changed' })
    expect(await nameThere()).toBe('Two')
    const { body } = await service.api('GET', '/api/rules/one/versions')
    expect(body).toMatchObject({ items: [{ note: 'rules push: for spring' }, expect.anything()] })
    expect(await command('push')).toMatchObject({ exitCode: 0, what: 'unchanged' })
  })

  test('what was changed on one side alone goes to the other and is never taken back', async () => {
    await command('push')
    await editThere('There')
    expect(await command('diff')).toMatchObject({ exitCode: 0, what: 'changed-there' })
    expect(await command('push')).toMatchObject({ exitCode: 0, what: 'newer-there' })
    expect(await nameThere()).toBe('There')
    expect(await command('pull')).toMatchObject({ exitCode: 0, what: 'changed' })
    expect(nameHere()).toBe('There')
    editHere('Here')
    expect(await command('diff', '--exit-code')).toMatchObject({ exitCode: 1, what: 'changed-here' })
    expect(await command('pull')).toMatchObject({ exitCode: 0, what: 'edited-here' })
    expect(nameHere()).toBe('Here')
    expect(await command('push')).toMatchObject({ exitCode: 0, what: 'changed' })
    expect(await command('diff', '--exit-code')).toMatchObject({ exitCode: 0, what: 'same' })
  })

  test('what was changed on both sides is a conflict, overwritten only knowingly', async () => {
    await command('push')
    await editThere('There')
    editHere('Here')
    expect(await command('diff')).toMatchObject({ exitCode: 0, what: 'conflict' })
    const pushed = await command('push')
    expect(pushed).toMatchObject({ exitCode: 1, what: 'conflict' })
    expect(pushed.text).toContain('Name: "There" became "Here".')
    expect(await command('pull')).toMatchObject({ exitCode: 1, what: 'conflict' })
    expect([await nameThere(), nameHere()]).toEqual(['There', 'Here'])
    expect(await command('push', '--force')).toMatchObject({ exitCode: 0, what: 'changed' })
    expect(await nameThere()).toBe('Here')
  })

  test('a pull with --force takes what the service has', async () => {
    await command('push')
    await editThere('There')
    editHere('Here')
    expect(await command('pull', '--force')).toMatchObject({ exitCode: 0, what: 'changed' })
    expect(nameHere()).toBe('There')
  })

  test('a directory without memory may follow what came out of files, not what people edited', async () => {
    await command('push')
    const other = (name: string) => {
      directory = aDirectory({ 'one.json': named(name) })
    }
    other('From a clone')
    expect(await command('push'), 'the service has what a push brought').toMatchObject({ exitCode: 0, what: 'changed' })
    await editThere('By hand')
    other('Never there')
    expect(await command('push')).toMatchObject({ exitCode: 1, what: 'conflict' })
    directory = aDirectory({ 'one.json': named('One') })
    expect(await command('push'), 'the file is an earlier version').toMatchObject({ exitCode: 0, what: 'newer-there' })
    expect(await nameThere()).toBe('By hand')
  })

  test('a rule that was deleted in the service is not made again by a file that did not change', async () => {
    await command('push')
    await service.api('DELETE', '/api/rules/one')
    expect(await command('push')).toMatchObject({ exitCode: 0, what: 'gone-there' })
    editHere('Changed since')
    expect(await command('push')).toMatchObject({ exitCode: 1, what: 'conflict' })
    expect(await command('push', '--force')).toMatchObject({ exitCode: 0, what: 'new' })
  })

  test('a memory that is damaged is told, with what to do', async () => {
    writeFileSync(join(directory, '.bindery.json'), '{')
    const answer = await command('push')
    expect(answer.exitCode).toBe(1)
    expect(answer.text).toMatch(/\.bindery\.json cannot be read.*Remove it/)
  })
})
