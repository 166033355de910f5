import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Recipe } from '../../../src/core/rules/recipe.ts'
import { aDirectory, commandLine } from '../../cli/command-line.ts'
import { databaseKinds } from '../../support/databases.ts'
import { aService, linksInWords, type RunningService } from '../../support/service.ts'

describe.each(databaseKinds)('recipes, on %s', (database) => {
  let service: RunningService
  beforeAll(async () => {
    service = await aService({ database })
  })
  afterAll(() => service.close())

  test('the service lists the recipes that it comes with', async () => {
    const { status, body } = await service.api('GET', '/api/recipes')
    expect(status).toBe(200)
    const { items } = z.object({ items: z.array(Recipe) }).parse(body)
    const files = await readdir(new URL('../../../rules/recipes/', import.meta.url))
    expect(items.map(({ id }) => `${id}.json`).sort()).toEqual(files.sort())
  })

  test('a rule of a recipe can be saved as it is, and acts', async () => {
    const contactId = service.sandbox.data.addContact()
    const parameters = { pipeline: 0, contact: contactId }
    const made = await service.api('POST', '/api/recipes/pipeline-contact/rule', { parameters, mode: 'live' })
    expect(made).toMatchObject({ status: 200, body: { key: 'pipeline-contact', mode: 'live' } })
    expect((await service.api('GET', '/api/rules/pipeline-contact')).status, 'nothing was saved').toBe(404)
    expect((await service.api('PUT', '/api/rules/pipeline-contact', made.body)).status).toBe(201)
    const dealId = service.sandbox.data.addDeal()
    await service.waitForRun(dealId)
    expect(linksInWords(service.sandbox.data.links(dealId))).toContain(String(contactId))
  })

  test.each([
    ['pipeline-contact', { parameters: { pipeline: -1, contact: 7 } }, 422, 'invalid_parameters'],
    ['pipeline-contact', { parameters: { pipeline: 0 } }, 422, 'invalid_parameters'],
    ['pipeline-contact', { parameters: [] }, 400, 'bad_request'],
    ['pipeline-contact', { parameters: { pipeline: 0, contact: 7 }, key: 'NO' }, 400, 'bad_request'],
    ['nobody-knows', { parameters: {} }, 404, 'not_found'],
    ['all-company-contacts', { parameters: { most: 1000 } }, 422, 'invalid_rule'],
  ])('%s with %j is refused', async (id, request, status, code) => {
    const refused = await service.api('POST', `/api/recipes/${id}/rule`, request)
    expect(refused).toMatchObject({ status, body: { error: { code } } })
  })

  test('the command line lists them, and writes the rule of one beside the others', async () => {
    const run = (...words: string[]) =>
      commandLine(words, { withService: (work) => work({ baseUrl: service.baseUrl, token: service.apiToken }) })
    expect((await run('recipes', 'list')).stdout).toMatch(
      /pipeline-contact: .*\n.*\n.*\n {4}contact \(contact\): Contact/,
    )
    const directory = aDirectory()
    const make = [
      'recipes',
      'make',
      'big-deal-contact',
      '--set',
      'pipeline=0',
      '--set',
      'amount=500',
      '--set',
      'contact=7',
    ]
    const made = await run(...make, '--key', 'big', '--write', directory, '--json')
    expect(made).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('rules push') })
    expect(JSON.parse(await readFile(join(directory, 'big.json'), 'utf8'))).toEqual(made.document())
    expect(made.document()).toMatchObject({ key: 'big', mode: 'shadow', name: 'Bring somebody in over 500' })

    expect(await run(...make, '--key', 'big', '--write', directory), 'the file is left alone').toMatchObject({
      exitCode: 1,
    })
    expect(await run('recipes', 'make', 'nobody-knows')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('recipes list'),
    })
    expect(await run('recipes', 'make', 'big-deal-contact'), 'says what is missing').toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('amount'),
    })
    expect(await run('recipes', 'make', 'big-deal-contact', '--set', 'amount')).toMatchObject({ exitCode: 2 })
  })
})
