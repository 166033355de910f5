import { expect, test } from 'vitest'
import { html } from '../../src/http/pages/html.ts'

const hostile = `<script>alert(1)</script><img src=x onerror='alert("2")'>&amp;`

test('the template escapes every value that is not HTML already', () => {
  const inner = html`<b title="${'"\'<>&'}">${hostile}</b>`
  expect(html`<p>${inner}${[html`<i></i>`, '<', 1]}${null}${false}${undefined}</p>`.text).toBe(
    '<p><b title="&#34;&#39;&#60;&#62;&#38;">&#60;script&#62;alert(1)&#60;/script&#62;&#60;img src=x onerror=&#39;alert(&#34;2&#34;)&#39;&#62;&#38;amp;</b><i></i>&#60;1</p>',
  )
})
