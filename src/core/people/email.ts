import { z } from 'zod'

/** Addresses are compared in small letters. */
export const Email = z
  .string()
  .trim()
  .max(254, 'at most 254 characters')
  .toLowerCase()
  .pipe(z.email('an e-mail address such as ada@example.com'))
