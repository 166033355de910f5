import { z } from 'zod'

export const FaultShape = z.object({
  path: z.string().describe('A JSON pointer; empty for the whole.'),
  message: z.string(),
})

export const ErrorAnswer = z
  .object({
    error: z.object({
      code: z.string().describe('What programs decide on.'),
      message: z.string().describe('What people read.'),
      details: z.unknown().optional().describe('Faults as [{path, message}], or facts such as {currentVersion}.'),
    }),
  })
  .meta({ id: 'Error' })
