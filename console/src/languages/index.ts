import type { Locale as KitLocale } from '@bitrix24/b24ui-nuxt/runtime/types/locale.d.ts'
import { createI18n } from 'vue-i18n'
import type { Say } from './say.ts'

export type Messages = { [key: string]: string | Messages }

/** What a file of this folder holds: one language, in its own words and with the kit's own texts. */
export type Language = {
  /** As the language calls itself. */
  name: string
  // biome-ignore lint/suspicious/noExplicitAny: the kit's own type of its texts, which differ by language.
  kit: KitLocale<any>
  messages: Messages
}

// One file here is one language; each is loaded when it is chosen.
const files = import.meta.glob<{ default: Language }>('./??.ts')
const nameOf = (file: string) => file.slice(2, -3)

export const languageCodes = Object.keys(files).map(nameOf)
const storageKey = 'bindery-language'

/** The language chosen before, else the browser's first that there is, else English. */
export function preferredLanguage(stored: string | null, browser: readonly string[], known = languageCodes): string {
  if (stored !== null && known.includes(stored)) return stored
  return browser.map((code) => code.slice(0, 2).toLowerCase()).find((code) => known.includes(code)) ?? 'en'
}

/** How days and times are written: as in the browser's own region where it speaks the language that is chosen. */
export const inRegion = (language: string, browser: readonly string[] = navigator.languages): string =>
  browser.find((code) => code.slice(0, 2).toLowerCase() === language) ?? language

export const i18n = createI18n<[Messages], string, false>({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: {},
  pluralRules: Object.fromEntries(languageCodes.map((code) => [code, pluralRule(code)])),
})

/**
 * Which of a text's forms, parted by `|`, a number takes: they stand in the order in which the language's own plural
 * categories come (one, few, many, other); a fraction takes the last.
 */
export function pluralRule(code: string): (count: number, forms: number) => number {
  const rules = new Intl.PluralRules(code)
  const order = ['zero', 'one', 'two', 'few', 'many', 'other']
  const categories = rules.resolvedOptions().pluralCategories.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
  return (count, forms) => Math.min(categories.indexOf(rules.select(count)), forms - 1)
}

const loaded = new Map<string, Language>()
export const languageOf = (code: string) => loaded.get(code)

/** Loads a language and speaks it from now on. */
export async function speak(code: string): Promise<Language> {
  const file = files[`./${code}.ts`]
  if (file === undefined) throw new Error(`there is no language ${code}`)
  const { default: language } = await file()
  loaded.set(code, language)
  i18n.global.setLocaleMessage(code, language.messages)
  i18n.global.locale.value = code
  document.documentElement.lang = code
  localStorage.setItem(storageKey, code)
  return language
}

export const speakPreferred = () => speak(preferredLanguage(localStorage.getItem(storageKey), navigator.languages))

/** Whether there are words for a key, in English at least. */
export const hasWords = (key: string) => i18n.global.te(key, 'en') || i18n.global.te(key)

export const say: Say = (key, named = {}, count) =>
  count === undefined ? i18n.global.t(key, named) : i18n.global.t(key, { n: i18n.global.n(count), ...named }, count)
