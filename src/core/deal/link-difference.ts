import { inOrder, type Link, primaryIdOf } from './link.ts'

/** How two states of a deal's links differ. `primary`: who became primary, null when nobody did. */
export type LinkDifference = { linked: number[]; removed: number[]; primary: number | null; isReordered: boolean }

export function linkDifference(before: readonly Link[], after: readonly Link[]): LinkDifference {
  const [idsBefore, idsAfter] = [idsOf(before), idsOf(after)]
  const [primaryBefore, primary] = [primaryIdOf(before), primaryIdOf(after)]
  const linked = idsAfter.filter((id) => !idsBefore.includes(id))
  const removed = idsBefore.filter((id) => !idsAfter.includes(id))
  const isSameSet = linked.length === 0 && removed.length === 0
  return {
    linked,
    removed,
    primary: primary !== 0 && primary !== primaryBefore ? primary : null,
    isReordered: isSameSet && idsBefore.join() !== idsAfter.join(),
  }
}

const idsOf = (links: readonly Link[]) => inOrder(links).map((link) => link.contactId)
