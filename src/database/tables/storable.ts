/** Stands where a character was that PostgreSQL cannot hold. */
const replacement = '\uFFFD'

/** The same text without NUL characters and lone surrogates, which PostgreSQL's `text` refuses. */
export function storableText(text: string): string {
  return text.replaceAll('\0', replacement).toWellFormed()
}

/**
 * The value as JSON that `jsonb` accepts. A deal's field may hold any string, and one NUL or half a surrogate pair
 * in a title must not keep a run from being recorded: `jsonb` refuses both, as `\u0000` and `\ud800`.
 *
 * It works on the finished JSON, where every backslash begins an escape: an escaped backslash is matched as a pair and
 * kept, so the text `\\u0000` (six ordinary characters) stays what it was. JSON.stringify escapes surrogates only
 * when they are alone. Keys are covered as well as values.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value)
  return json.includes('\\u')
    ? json.replace(/\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g, (sequence) =>
        sequence === '\\u0000' || sequence.startsWith('\\ud') ? replacement : sequence,
      )
    : json
}
