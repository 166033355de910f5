import { expect, test } from 'vitest'
import { passwordFault } from '../../src/core/password.ts'

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' }

test.each([
  'tin lantern orchard seven',
  '839201847261',
  'xk93-22kd-9912',
  'вишня за окном',
  'Ada Lovelace likes trains',
  '🦉🌲🚲🎈🍞🧵🔑🌙🪁🎻🐢🌻',
])('"%s" will do', (password) => {
  expect(passwordFault(password, ada)).toBeNull()
})

test.each([
  { password: 'short', says: /shorter than 12/ },
  { password: '🦉🌲🚲🎈🍞🧵', says: /shorter than 12/ },
  { password: 'x'.repeat(201), says: /longer than 200/ },
  { password: 'abababababab', says: /over and over/ },
  { password: 'iloveyouiloveyou', says: /the same piece/ },
  { password: '123456789012', says: /row of the keyboard/ },
  { password: 'Qwertyuiop12', says: /row of the keyboard/ },
  { password: '1qaz2wsx3edc', says: /row of the keyboard/ },
  { password: 'abcdefghijkl', says: /row of the keyboard/ },
  { password: 'йцукенгшщзхъ', says: /row of the keyboard/ },
  { password: 'ada.lovelace@example.com', says: /your name/ },
  { password: 'Ada Lovelace 1', says: /your name/ },
  { password: 'Password12345', says: /the word password/ },
  { password: 'bindery-bitrix24!', says: /the word password/ },
])('"$password" will not do', ({ password, says }) => {
  expect(passwordFault(password, ada)).toMatch(says)
})
