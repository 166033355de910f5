import { z } from 'zod'

/**
 * Addresses are compared in small letters. They are looked at before: letters of other alphabets, as the Kelvin sign,
 * have small ones among ours, and somebody else's address would be taken for one here.
 */
export const Email = z
  .string()
  .trim()
  .max(254, 'at most 254 characters')
  .pipe(z.email('an e-mail address such as ada@example.com'))
  .transform((address) => address.toLowerCase())
