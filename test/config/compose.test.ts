import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { variableNames } from '../../src/config/config.ts'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const compose = read('docker-compose.yml')
const page = read('docs/configuration.md')

/** The image and the file itself say these. */
const ofTheContainer = ['NODE_ENV', 'HOST', 'PORT', 'DATA_DIR', 'RULES_DIR']

test.each(variableNames.filter((name) => !ofTheContainer.includes(name)))('Compose hands %s on', (name) => {
  expect(compose).toMatch(new RegExp(`^      ${name}: `, 'm'))
})

test.each(variableNames)('the page of the configuration tells of %s', (name) => {
  expect(page).toMatch(new RegExp(`^### .*\`${name}\``, 'm'))
})

test('Compose hands on nothing that is not there', () => {
  const [, bindery = ''] = /^ {2}bindery:\n([\s\S]*?)^ {2}\w/m.exec(compose) ?? []
  const handed = [...bindery.matchAll(/^ {6}([A-Z0-9_]+): /gm)].map(([, name]) => name)
  expect(handed.length).toBeGreaterThan(20)
  expect(handed.filter((name) => !variableNames.includes(name ?? ''))).toEqual([])
})
