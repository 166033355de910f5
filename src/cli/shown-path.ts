import { isAbsolute, relative } from 'node:path'
import process from 'node:process'

/** A path as people read it: from here, where it lies below. */
export function shownPath(path: string): string {
  const here = relative(process.cwd(), path)
  return here === '' || here.startsWith('..') || isAbsolute(here) ? path : here
}
