import { expect, test } from 'vitest'
import { passwordFault } from '../../../src/service/sign-in/password-fault.ts'

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' }

test.each([
  'tin lantern orchard seven',
  '839201847261',
  'xk93-22kd-9912',
  'вишня за окном',
  'Ada Lovelace likes trains',
  '🦉🌲🚲🎈🍞🧵🔑🌙🪁🎻🐢🌻',
])('"%s" will do', async (password) => {
  expect(await passwordFault(password, ada)).toBeNull()
})

test.each([
  { password: 'short', says: /shorter than 12/ },
  { password: '🦉🌲🚲🎈🍞🧵', says: /shorter than 12/ },
  { password: 'x'.repeat(201), says: /longer than 200/ },
  { password: 'abababababab', says: /over and over/ },
  { password: 'iloveyouiloveyou', says: /the same piece/ },
  { password: '123456789012', says: /first that a guesser tries/ },
  { password: 'Qwertyuiop12', says: /first that a guesser tries/ },
  { password: '1qaz2wsx3edc', says: /first that a guesser tries/ },
  { password: 'abcdefghijkl', says: /row of the keyboard/ },
  { password: 'йцукенгшщзхъ', says: /first that a guesser tries/ },
  { password: 'administrator1', says: /first that a guesser tries/ },
  { password: 'Changeme12345', says: /first that a guesser tries/ },
  { password: 'fghjkl;poiuy', says: /row of the keyboard/ },
  { password: 'ada.lovelace@example.com', says: /your name/ },
  { password: 'Ada Lovelace 1', says: /your name/ },
  { password: 'Password12345', says: /the word password/ },
  { password: 'bindery-bitrix24!', says: /the word password/ },
])('"$password" will not do', async ({ password, says }) => {
  expect(await passwordFault(password, ada)).toMatch(says)
})
