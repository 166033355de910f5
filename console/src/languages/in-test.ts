import en from './en.ts'
import { i18n, say } from './index.ts'
import ru from './ru.ts'
import type { Say } from './say.ts'

i18n.global.setLocaleMessage('en', en.messages)
i18n.global.setLocaleMessage('ru', ru.messages)

/** The real words of a language, for tests of what is said. */
export function sayIn(code: 'en' | 'ru'): Say {
  return (...said) => {
    i18n.global.locale.value = code
    return say(...said)
  }
}
