import { expect, test } from 'vitest'
import { heldNote } from '../../../src/core/guards/hold.ts'
import { aStatus } from '../../../test/http/examples.ts'
import { sayIn } from '../languages/in-test.ts'
import { fuseInWords, noteInWords, waitingForPeople, whyHeldInWords, whyQuarantinedInWords } from './brake-words.ts'

const held = { ruleKey: 'wild', reason: { deals: 200, minutes: 1, from: 'rule' as const } }
const link = { contactId: 7, sort: 10, isPrimary: true }

test('why a rule is held names the rule, how many deals and whose limit that is', () => {
  expect(whyHeldInWords(held, sayIn('en'), () => 'Wild one')).toBe(
    '“Wild one” was about to change more than 200 deals within 1 minute, which is more than its own fuse lets through. What it would change since then is held.',
  )
  expect(whyHeldInWords(held, sayIn('ru'), () => 'Дикое')).toContain('больше чем 200 сделок за 1 минуту')
})

test('what a fuse lets through is told of the rule’s own and of the usual one', () => {
  expect(fuseInWords({ deals: 200, minutes: 1 }, sayIn('en'))).toBe('its fuse lets 200 deals through within 1 minute')
  expect(fuseInWords({ deals: 21, minutes: 5 }, sayIn('ru'))).toBe('предохранитель пропускает 21 сделку за 5 минут')
  expect(fuseInWords(undefined, sayIn('en'))).toBe('its fuse lets 10,000 deals through within 10 minutes')
  expect(fuseInWords(undefined, sayIn('ru'))).toBe('предохранитель пропускает 10\u00a0000 сделок за 10 минут')
})

test('the note of a held rule is told in the language of the page, any other as it stands', () => {
  const called = () => null
  expect(noteInWords(heldNote, sayIn('en'), called)).toBe(heldNote)
  expect(noteInWords(heldNote, sayIn('ru'), called)).toContain('задержано')
  expect(noteInWords('another', sayIn('ru'), called)).toBe('another')
})

test('the note of whom a rule in shadow would make primary is told in the language of the page, with the name', () => {
  const note = 'would make contact 7 primary'
  expect(noteInWords(note, sayIn('en'), () => null)).toBe(note)
  expect(noteInWords(note, sayIn('en'), () => 'Anna')).toBe('would make contact Anna primary')
  expect(noteInWords(note, sayIn('ru'), () => 'Anna')).toBe('основным стал бы контакт Anna')
})

test('why a deal is quarantined names the contacts that kept coming back', () => {
  const swung = { links: [link, { ...link, contactId: 9, isPrimary: false }], runIds: ['a', 'b', 'c', 'd', 'e', 'f'] }
  const called = (id: number) => (id === 7 ? 'Anna' : null)
  expect(whyQuarantinedInWords(swung, sayIn('en'), called)).toContain(
    'Anna ★, contact 9 came back three times while 6 runs wrote',
  )
  expect(whyQuarantinedInWords({ links: [], runIds: ['a'] }, sayIn('en'), called)).toContain('an empty list')
})

test.each([
  ['nothing', {}, {}, 0],
  ['a stop', { stopped: { at: '', by: 'Ada', note: null } }, {}, 1],
  ['held rules, held deals and failed runs', { heldRules: 2, quarantinedDeals: 3 }, { failed: 4 }, 9],
  ['rules that wait to be approved', { proposedRules: 2 }, {}, 2],
  ['deals of held rules are counted with their rule', { heldRules: 1, heldDeals: 500 }, {}, 1],
])('what waits for people: %s', (_, brakes, runsLastDay, expected) => {
  const status = aStatus()
  expect(waitingForPeople({ brakes: { ...status.brakes, ...brakes }, runsLastDay })).toBe(expected)
})
