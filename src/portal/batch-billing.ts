/** What a portal charges a batch to, as its answers show it. */
export type BatchBilling = {
  /**
   * Whether this batch was charged to `batch` itself and not to its methods: every command shows the batch's own sum.
   * `operating` of each command that told one, and of the whole, in seconds.
   */
  isAsOne(inner: readonly (number | undefined)[], whole: number | undefined): boolean
}

/**
 * The documentation says that the methods are charged; measured was the contrary, at
 * github.com/bitrix24/b24jssdk/pull/539. What two commands or more have shown holds for batches that show nothing.
 */
export function createBatchBilling(): BatchBilling {
  let isKnownAsOne = false
  return {
    isAsOne(inner, whole) {
      const told = inner.filter((operating) => operating !== undefined)
      const isTelling = told.length > 1 && whole !== undefined && whole > 0
      if (isTelling) isKnownAsOne = told.every((operating) => operating === whole)
      return isKnownAsOne
    },
  }
}
