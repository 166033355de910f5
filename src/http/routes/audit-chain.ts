import { z } from 'zod'
import type { Actor } from '../../core/people/person.ts'
import { chainedKinds, chainStart } from '../../core/record/audit-chain.ts'
import type { AuditVerdict } from '../../flows/verify-audit.ts'
import { type Route, route } from '../route.ts'
import { period } from '../schemas/query.ts'
import { whileAllowed } from '../while-allowed.ts'

export type AuditChainDeps = {
  auditChain: {
    verify(stretch: { after: { position: number; hash: string }; limit: number }): Promise<AuditVerdict>
    /** Lines of JSON; that they were taken is on record before the first. Rejects when there is no key to sign with. */
    export(span: { from: Date | null; to: Date | null; caller: Actor }): Promise<AsyncIterable<string>>
  }
  now(): Date
}

const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'a hash as an earlier answer gave it')
const Place = z.object({ position: z.int().nonnegative(), hash: Hash })

const VerdictShape = z
  .object({
    checked: z.int().describe('Links looked at.'),
    findings: z.array(
      z.object({
        fault: z.enum(['missing-link', 'broken', 'missing', 'changed', 'unchained', 'uncovered']),
        position: z.int().nullable(),
        kind: z.enum(chainedKinds).nullable(),
        subject: z.string().nullable().describe("An entry's sequence, a run's id, or a rule's key and version."),
        message: z.string(),
      }),
    ),
    last: Place.describe('The last link that was looked at; ask on from here.'),
    isEnd: z.boolean().describe('There was nothing after it.'),
  })
  .meta({ id: 'AuditVerdict' }) satisfies z.ZodType<AuditVerdict>

/** Some megabytes of runs with their traces. */
const linksAtOnce = 1_000

export function auditChainRoutes({ auditChain, now }: AuditChainDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/audit/verify',
      summary: 'Whether the record is as it was written: the next links of its chain',
      description: `Looks at ${linksAtOnce} links at most. Begin without parameters and go on with the last link of each answer, until the end. At the end it also finds records that no link stands for. A place that was noted earlier is looked at as well: a record that was cut off at its end, or written anew, is known by it alone.`,
      access: 'administrator',
      query: z.strictObject({
        after: z
          .string()
          .regex(/^\d{1,15}$/, 'a position in the chain')
          .transform(Number)
          .exactOptional()
          .describe('Position of the last link of the answer before, or of one that was noted.'),
        hash: Hash.exactOptional().describe('Its hash.'),
      }),
      answers: { 200: { description: 'What was found.', schema: VerdictShape } },
      async handle({ query: { after, hash } }) {
        const place = { position: after ?? chainStart.position, hash: hash ?? chainStart.hash }
        return { status: 200, body: await auditChain.verify({ after: place, limit: linksAtOnce }) }
      },
    }),
    route({
      method: 'get',
      path: '/api/audit/export',
      summary: 'The record of a span of time, signed',
      description:
        'Lines of JSON: a head with the key, then every audit entry, rule version and run (without its traces) in the order of the chain, at last a seal with a signature over all lines before. `audit verify FILE` checks it without the service. A file without its seal is not whole. That it was asked for is put on record, with the fingerprint of the key.',
      access: 'administrator',
      query: z.strictObject(period).refine(({ from, to }) => from === undefined || to === undefined || from < to, {
        path: ['to'],
        message: 'not after "from", so that nothing lies between: the two may have been mixed up',
      }),
      answers: {
        200: { description: 'The file.', contentType: 'application/jsonl', schema: z.string(), isStream: true },
      },
      async handle({ query: { from, to }, caller, isStillAllowed }) {
        const headers = {
          'Content-Disposition': `attachment; filename="record-${now().toISOString().slice(0, 10)}.jsonl"`,
        }
        const stream = await auditChain.export({ from: from ?? null, to: to ?? null, caller })
        return { status: 200, headers, stream: whileAllowed(stream, isStillAllowed) }
      },
    }),
  ]
}
