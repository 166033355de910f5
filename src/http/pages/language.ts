/** Languages of the few pages that the service itself makes. */
export const pageLanguages = ['en', 'ru'] as const
export type PageLanguage = (typeof pageLanguages)[number]

/** The one that the browser asks for first; English where it asks for none of them. */
export function pageLanguageOf(acceptLanguage: string | undefined): PageLanguage {
  const wanted = (acceptLanguage ?? '').split(',').map((one) => {
    const [code = '', weight = ''] = one.split(';')
    return { code: code.trim().slice(0, 2).toLowerCase(), weight: Number(/q=([\d.]+)/.exec(weight)?.[1] ?? 1) }
  })
  const first = wanted
    .toSorted((a, b) => b.weight - a.weight)
    .find(({ code, weight }) => weight > 0 && pageLanguages.some((known) => known === code))
  return first?.code === 'ru' ? 'ru' : 'en'
}
