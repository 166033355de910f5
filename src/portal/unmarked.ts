/** Takes no room, and no mark has it inside. */
const nothing = '\u200b'

/**
 * The text as people read it in the portal's messenger, with nothing in it taken for a mark: no `[url=…]`, `[user=…]` or
 * `[send=…]`, no `>>` and no row of dashes for a quote. There is no way to quote a mark that the documentation knows, so each
 * is broken by a character without width.
 *
 * Source: Bitrix24 REST docs, "Text Formatting (BB Codes)", which names `im.notify`, read 2026-11-28.
 */
export const unmarked = (text: string): string =>
  text
    .replaceAll('[', `[${nothing}`)
    .replaceAll('>>', `>${nothing}>`)
    .replaceAll(/-{5}(?=-)/g, `$&${nothing}`)
