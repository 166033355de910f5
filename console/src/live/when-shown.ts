/** Comes about once somebody looks at the page: a browser may make one ready that nobody has opened yet. */
export function whenShown(): Promise<void> {
  const page: Document & { prerendering?: boolean } = document
  if (page.prerendering !== true) return Promise.resolve()
  return new Promise((resolve) => {
    page.addEventListener('prerenderingchange', () => resolve(), { once: true })
  })
}
