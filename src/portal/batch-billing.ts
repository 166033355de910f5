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
  let known: boolean | null = null
  return {
    isAsOne(inner, whole) {
      const told = inner.filter((operating) => operating !== undefined)
      const isAboutAll = told.length > 0 && whole !== undefined && whole > 0
      const isSame = isAboutAll && told.every((operating) => operating === whole)
      if (isAboutAll && told.length > 1) known = isSame
      // A single command shows the same where both are charged: until more is known, the batch's sum stands for both.
      return known ?? isSame
    },
  }
}
