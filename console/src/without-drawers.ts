// Stands for vaul-vue, the kit's drawers: they write a style sheet into the page, which the content security policy
// forbids. On a phone the kit's Slideover does the same work.
const absent = () => null

export const DrawerRoot = absent
export const DrawerRootNested = absent
export const DrawerTrigger = absent
export const DrawerPortal = absent
export const DrawerOverlay = absent
export const DrawerContent = absent
export const DrawerTitle = absent
export const DrawerDescription = absent
export const DrawerHandle = absent
export const DrawerClose = absent
