import {
  type ComputedRef,
  computed,
  type InjectionKey,
  inject,
  nextTick,
  provide,
  type Ref,
  ref,
  shallowRef,
} from 'vue'
import { nameOfContact } from '../live/contact-names.ts'
import type { Names } from '../words/names.ts'
import { changed, type Draft, redone, typed, undone } from './draft.ts'
import { type Finding, ownFindings, together } from './findings.ts'
import { namesOf } from './names.ts'
import type { Painting } from './painted.ts'
import { type Json, type Place, pointerOf, valueAt, withValue } from './places.ts'
import { type PortalFields, type SubjectGroup, subjectGroups } from './subjects.ts'

/** The one draft that form, JSON, sentence, trial and backtest of a page share. */
export type Editing = {
  draft: Readonly<Ref<Draft>>
  document: ComputedRef<Json>
  /** Why nothing can be changed in the form: the person may not, or the JSON is broken. */
  locked: ComputedRef<'role' | 'text' | null>
  fields: Readonly<Ref<PortalFields | null>>
  names: ComputedRef<Names>
  /** Everything that is wrong, ours and the service's. */
  findings: ComputedRef<Finding[]>
  /** Whether there is no error. */
  isSound: ComputedRef<boolean>
  /** What the pinned deal came to; null while there is none. */
  painting: Ref<Painting | null>
  /** The document that the painting is of: while somebody types, it is not the present one. */
  paintedOf: Ref<Json | null>
  /** What the service found, with the document that it looked at. */
  asked: Ref<{ document: Json; findings: Finding[] } | null>
  groupsFor(isWhere: boolean): readonly SubjectGroup[]
  valueAt(place: Place): unknown
  /** `undefined` takes it away. */
  set(place: Place, value: unknown): void
  /** A change of the whole document. */
  change(make: (document: unknown) => unknown): void
  type(text: string): void
  undo(): void
  redo(): void
  /** Another document in place of the draft, as one step that can be undone. */
  replace(document: Json): void
  /** Another draft, without a way back. */
  begin(draft: Draft): void
  /** Gives the keyboard to what stands at a place, once it is drawn. */
  focus(place: Place, part?: string): void
}

const key: InjectionKey<Editing> = Symbol('editing')

export function startEditing(
  begun: Draft,
  { mayEdit, fields }: { mayEdit: () => boolean; fields: Readonly<Ref<PortalFields | null>> },
): Editing {
  const draft = shallowRef(begun)
  const painting = shallowRef<Painting | null>(null)
  const paintedOf = shallowRef<Json | null>(null)
  const asked = shallowRef<{ document: Json; findings: Finding[] } | null>(null)
  const document = computed(() => draft.value.document)
  const own = computed(() => ownFindings(document.value))
  const locked = computed(() => (!mayEdit() ? 'role' : draft.value.textFault !== null ? 'text' : null))
  const findings = computed(() =>
    // What the service said of an earlier state may be mended by now.
    together(own.value.findings, asked.value?.document === document.value ? asked.value.findings : []),
  )
  const groups = computed(() => ({
    rule: subjectGroups(fields.value, false),
    where: subjectGroups(fields.value, true),
  }))
  const change = (make: (now: unknown) => unknown, by: string | null = null) => {
    if (locked.value === null) draft.value = changed(draft.value, make(document.value), by)
  }
  const editing: Editing = {
    draft,
    document,
    locked,
    fields,
    names: computed(() => namesOf(fields.value, nameOfContact)),
    findings,
    isSound: computed(() => draft.value.textFault === null && findings.value.every(({ weight }) => weight !== 'error')),
    painting,
    paintedOf,
    asked,
    groupsFor: (isWhere) => (isWhere ? groups.value.where : groups.value.rule),
    valueAt: (place) => valueAt(document.value, place),
    set: (place, value) => change((now) => withValue(now, place, value), pointerOf(place)),
    change,
    type: (text) => {
      if (mayEdit()) draft.value = typed(draft.value, text)
    },
    undo: () => {
      draft.value = undone(draft.value)
    },
    redo: () => {
      draft.value = redone(draft.value)
    },
    replace: (other) => {
      draft.value = changed(draft.value, other)
    },
    begin: (other) => {
      draft.value = other
    },
    focus: (place, part = 'select, input, textarea, button') => {
      void nextTick(() => {
        const owner = window.document.querySelector(`[data-place="${CSS.escape(pointerOf(place))}"]`)
        owner?.querySelector<HTMLElement>(part)?.focus()
      })
    },
  }
  provide(key, editing)
  return editing
}

export function useEditing(): Editing {
  const editing = inject(key)
  if (editing === undefined) throw new Error('this part stands outside of a rule editor')
  return editing
}

/** A block of conditions or an action that was copied, to be put in elsewhere, of another rule too. */
export const copiedNode = ref<Json | null>(null)
