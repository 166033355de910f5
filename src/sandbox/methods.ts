import { classicMethods } from './classic-methods.ts'
import { contactLinkMethods } from './contact-link-methods.ts'
import { directoryMethods } from './directory-methods.ts'
import { duplicateMethods } from './duplicate-methods.ts'
import { itemMethods } from './item-methods.ts'
import { messengerMethods } from './messenger-methods.ts'
import type { Methods } from './method.ts'
import { systemMethods } from './system-methods.ts'

/** Every method that the portal has, by name in lower case. */
export function portalMethods(): Methods {
  const methods: Methods = new Map(
    Object.entries({
      ...itemMethods,
      ...classicMethods,
      ...contactLinkMethods,
      ...duplicateMethods,
      ...directoryMethods,
      ...messengerMethods,
      ...systemMethods(() => methods),
    }).map(([name, method]) => [name.toLowerCase(), method]),
  )
  return methods
}
