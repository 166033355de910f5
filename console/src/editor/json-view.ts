import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { json, jsonParseLinter } from '@codemirror/lang-json'
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language'
import { type Diagnostic, forceLinting, linter, lintGutter, lintKeymap } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { say } from '../languages/index.ts'
import { faultInWords } from '../words/fault-words.ts'
import type { Finding } from './findings.ts'
import { rangeOf } from './json-positions.ts'
import { type Place, placeOf } from './places.ts'

export type JsonView = {
  setText(text: string): void
  setLocked(isLocked: boolean): void
  /** Marks what is wrong anew. */
  lint(): void
  /** Puts the keyboard on a place of the document. */
  goTo(place: Place): void
  close(): void
}

type Options = {
  text: string
  label: string
  isLocked: boolean
  findings(): readonly Finding[]
  onInput(text: string): void
}

/** Colours that both looks know, from the page's own variables, which reach into the shadow tree. */
const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--tone-link)' },
  { tag: tags.string, color: 'var(--tone-good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--tone-wait)' },
])

const look = EditorView.theme({
  '&': {
    color: 'var(--ui-color-base-1)',
    backgroundColor: 'var(--ui-color-bg-content-primary)',
    fontSize: '13px',
    height: '100%',
  },
  '.cm-scroller': { fontFamily: 'ui-monospace, monospace', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--ui-color-base-1)' },
  '.cm-cursor': { borderLeftColor: 'var(--ui-color-base-1)' },
  '.cm-gutters': { backgroundColor: 'var(--ui-color-bg-content-primary)', color: 'var(--tone-quiet)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--tone-link) 8%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--tone-link) 30%, transparent) !important',
  },
  '.cm-tooltip, .cm-panels': {
    backgroundColor: 'var(--ui-color-bg-content-primary)',
    color: 'var(--ui-color-base-1)',
    border: '1px solid var(--tone-quiet)',
  },
  '.cm-textfield, .cm-button': {
    backgroundColor: 'transparent',
    backgroundImage: 'none',
    color: 'inherit',
    border: '1px solid var(--tone-quiet)',
  },
})

/**
 * The JSON side in a shadow tree: there CodeMirror's styles are adopted by the tree, while in the page they would be a
 * style element, which the content security policy stops.
 */
export function showJson(host: HTMLElement, { text, label, isLocked, findings, onInput }: Options): JsonView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  root.replaceChildren()
  const locked = new Compartment()
  const lockedAs = (is: boolean) => [EditorState.readOnly.of(is), EditorView.editable.of(true)]
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        foldGutter(),
        codeFolding(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        search({ top: true }),
        json(),
        syntaxHighlighting(colours),
        look,
        EditorView.lineWrapping,
        // It can be reached by Tab anyway; said outright, as checks of accessibility do not count an editable text.
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        locked.of(lockedAs(isLocked)),
        lintGutter(),
        linter((now) => diagnosticsOf(now, findings()), { delay: 300 }),
        // Tab leaves the text after Escape, as CodeMirror documents it.
        keymap.of([
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...foldKeymap,
          ...lintKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onInput(update.state.doc.toString())
        }),
      ],
    }),
  })
  return {
    setText(next) {
      if (next === view.state.doc.toString()) return
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } })
    },
    setLocked: (is) => view.dispatch({ effects: locked.reconfigure(lockedAs(is)) }),
    lint: () => forceLinting(view),
    goTo(place) {
      const { from } = rangeOf(view.state.doc.toString(), place)
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
      view.focus()
    },
    close: () => view.destroy(),
  }
}

const parseLinter = jsonParseLinter()

function diagnosticsOf(view: EditorView, findings: readonly Finding[]): Diagnostic[] {
  const broken = parseLinter(view)
  if (broken.length > 0) return broken
  const text = view.state.doc.toString()
  return findings.map(({ path, message, weight }) => ({
    ...rangeOf(text, placeOf(path)),
    severity: weight,
    message: faultInWords(message, say),
  }))
}
