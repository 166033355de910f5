import { expect, test } from 'vitest'
import { browserInWords } from './browser-words.ts'

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox · Windows'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36',
    'Chrome · macOS',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126 Safari/537.36 Edg/126.0', 'Edge · Linux'],
  ['Mozilla/5.0 (Linux; Android 14) Chrome/126 YaBrowser/24 Mobile Safari/537.36', 'Yandex Browser · Android'],
  ['curl/8.5.0', 'curl/8.5.0'],
  ['', null],
  [null, null],
])('%s is %s', (userAgent, words) => expect(browserInWords(userAgent)).toBe(words))
