import { createHash } from 'node:crypto'

/** The whole look of the pages. Its hash stands in the content security policy, so no other style applies. */
export const style = `
:root { color-scheme: light dark; --text: #1c2430; --soft: #5b6675; --line: #dde2e9; --paper: #fff; --ground: #f5f6f8;
  --accent: #1b5fb4; --good: #17703c; --bad: #b3261e; --wait: #8a5a00; --quiet: #eef1f5 }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ee; --soft: #9aa5b4; --line: #2d3541; --paper: #181d25;
  --ground: #10141a; --accent: #7db3f5; --good: #6ecf94; --bad: #ff8a80; --wait: #f0bf62; --quiet: #222935 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere }
header, main { max-width: 68rem; margin: 0 auto; padding: 0 1rem }
header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding-top: 1.25rem }
header strong { font-size: 1.25rem }
main { padding-bottom: 3rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1.25rem 0 .5rem }
h2 { font-size: 1.0625rem; margin: 2rem 0 .5rem }
h3 { font-size: 1rem; margin: 0 0 .25rem }
p { margin: .25rem 0 }
a { color: var(--accent); text-underline-offset: .15em }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px }
small, .soft { color: var(--soft); font-size: .875rem }
code { font: .875em/1.4 ui-monospace, SFMono-Regular, Menlo, monospace; background: var(--quiet); padding: .1em .35em;
  border-radius: 4px }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: .875rem 1rem;
  margin: .5rem 0 }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .75rem 1.5rem; margin: 0 }
.facts dt { color: var(--soft); font-size: .8125rem }
.facts dd { margin: 0 }
.list { list-style: none; margin: .5rem 0; padding: 0; background: var(--paper); border: 1px solid var(--line);
  border-radius: 8px }
.list > li { padding: .625rem 1rem; border-top: 1px solid var(--line) }
.list > li:first-child { border-top: 0 }
.run { display: grid; grid-template-columns: 6.5rem 8.5rem 1fr 6rem; gap: .125rem 1rem; align-items: baseline }
.run .last { text-align: right }
.state { white-space: nowrap; font-weight: 600 }
.good { color: var(--good) } .bad { color: var(--bad) } .wait { color: var(--wait) } .quiet { color: var(--soft) }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: .5rem 1rem }
ul.plain, .tree { list-style: none; margin: .25rem 0; padding: 0 }
.tree .tree { padding-left: 1rem; border-left: 2px solid var(--line); margin-left: .3rem }
.tree li { margin: .2rem 0 }
pre { overflow-x: auto; background: var(--quiet); padding: .75rem; border-radius: 6px; font-size: .8125rem; margin: .5rem 0 }
@media (max-width: 40rem) {
  .facts { grid-template-columns: 1fr 1fr }
  .run .what { grid-column: 1 / -1; grid-row: 2 }
  .run { grid-template-columns: auto 1fr auto }
}
`

export const styleHash = `sha256-${createHash('sha256').update(style, 'utf8').digest('base64')}`
