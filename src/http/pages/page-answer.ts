import { z } from 'zod'

/** How the route table declares an answer that is a page. */
export const pageAnswer = (description: string) =>
  ({ description, schema: z.string(), contentType: 'text/html' }) as const
