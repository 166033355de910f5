import type { z } from 'zod'
import type { Role } from '../core/people/person.ts'
import type { BodyFormat } from './body.ts'
import type { Caller } from './credentials.ts'
import { faultsOf } from './faults.ts'
import { badRequest, notFound } from './refusal.ts'

export type Method = 'get' | 'put' | 'post' | 'patch' | 'delete'

/** A request before the route's schemas have seen it. */
export type Incoming = {
  method: string
  params: Record<string, unknown>
  query: URLSearchParams
  /** Decoded by the route's body format; undefined where the route reads no body. */
  body: unknown
  header(name: string): string | undefined
  /** Where it came from: the client's address, also behind a proxy that is trusted. */
  address: string
  /** Null on public routes. */
  caller: Caller | null
  /** Aborts when the caller has gone, or has the whole answer. */
  gone(): AbortSignal
  /** Whether the same credential would be let in now; for answers that take long. */
  isStillAllowed(): Promise<boolean>
}

/** Several values, as of `Set-Cookie`, are so many lines. */
export type AnswerHeaders = Record<string, string | string[]>

export type Answer = {
  status: number
  headers?: AnswerHeaders
  body?: unknown
  /** Instead of a body: sent part by part, as fast as the caller takes it. */
  stream?: AsyncIterable<string>
}

/** What one status brings: a body of this schema, JSON unless a content type is named. */
export type AnswerShape = {
  description: string
  schema: z.ZodType | null
  contentType?: string
  /** Sent part by part; the schema, if any, is of the whole. */
  isStream?: true
  /** Name and meaning of answer headers worth telling. */
  headers?: Record<string, string>
}

/** One row of the table from which both Express and the OpenAPI document are made. */
export type Route = {
  method: Method
  /** As OpenAPI writes it: `/api/rules/{key}`. */
  path: string
  summary: string
  description?: string
  /** Who may: anybody, or whoever has this role or a higher one. */
  access: 'public' | Role
  /** Asked for so often that it is served past Express as well (see `direct.ts`); public, and without parameters. */
  isBusy?: boolean
  /** Pages for people are left out of the OpenAPI document. */
  isPage?: boolean
  params?: z.ZodObject
  query?: z.ZodObject
  /** Request headers that change the outcome, for the document; the route reads them itself. */
  headers?: Record<string, string>
  body?: { format: BodyFormat; schema: z.ZodType }
  answers: Record<number, AnswerShape>
  /** Statuses of this route's own errors with their meaning. */
  refusals?: Record<number, string>
  answer(incoming: Incoming): Promise<Answer>
}

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

export type Call<Access extends Route['access'], Params, Query, Body> = {
  method: string
  params: Parsed<Params>
  query: Parsed<Query>
  body: Parsed<Body>
  header(name: string): string | undefined
  address: string
  caller: Access extends 'public' ? null : Caller
  gone(): AbortSignal
  isStillAllowed(): Promise<boolean>
}

type AnswerOf<Answers extends Record<number, AnswerShape>> = {
  [Status in keyof Answers & number]: { status: Status; headers?: AnswerHeaders } & (Answers[Status] extends {
    isStream: true
  }
    ? { stream: AsyncIterable<string> }
    : Answers[Status] extends { schema: infer Schema extends z.ZodType }
      ? { body: z.input<Schema> }
      : { body?: undefined })
}[keyof Answers & number]

type RouteDefinition<
  Access extends Route['access'],
  Params,
  Query,
  Body,
  Answers extends Record<number, AnswerShape>,
  Answered,
> = Omit<Route, 'access' | 'params' | 'query' | 'body' | 'answers' | 'answer'> & {
  access: Access
  params?: Params
  query?: Query
  body?: { format: BodyFormat; schema: Body }
  answers: Answers
  handle(call: Call<Access, Params, Query, Body>): Promise<Answered> | Answered
}

/** A row whose handler gets parsed input and may answer only with the shapes that the row declares. */
export function route<
  const Access extends Route['access'],
  const Answers extends Record<number, AnswerShape>,
  const Answered extends AnswerOf<Answers>,
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(definition: RouteDefinition<Access, Params, Query, Body, Answers, Answered>): Route {
  const { handle, params, query, body, ...rest } = definition
  return {
    ...rest,
    ...(params && { params }),
    ...(query && { query }),
    ...(body?.schema && { body: { format: body.format, schema: body.schema } }),
    answer: async ({ caller, params: givenParams, query: givenQuery, body: givenBody, ...rest }) =>
      handle({
        ...rest,
        // Each cast restates what stands beside it: `mount` identifies the caller of every route that is not public, and
        // a parsed part is its schema's own output, or undefined where there is no schema.
        caller: caller as Call<Access, Params, Query, Body>['caller'],
        params: parseParams(params, givenParams) as Parsed<Params>,
        query: parseQuery(query, givenQuery) as Parsed<Query>,
        body: parseBody(body?.schema, givenBody) as Parsed<Body>,
      }),
  }
}

/** A malformed key or id names nothing, so it is not found rather than wrong. */
function parseParams(schema: z.ZodObject | undefined, params: unknown): unknown {
  if (!schema) return undefined
  const parsed = schema.safeParse(params)
  if (!parsed.success) throw notFound('There is nothing at this address.')
  return parsed.data
}

function parseQuery(schema: z.ZodObject | undefined, query: URLSearchParams): unknown {
  if (!schema) return undefined
  const repeated = [...new Set(query.keys())].filter((name) => query.getAll(name).length > 1)
  if (repeated.length > 0) throw badRequest(repeated.map((name) => ({ path: `/${name}`, message: 'given twice' })))
  return parseOrRefuse(schema, Object.fromEntries(query))
}

const parseBody = (schema: z.ZodType | undefined, body: unknown) => (schema ? parseOrRefuse(schema, body) : undefined)

function parseOrRefuse(schema: z.ZodType, input: unknown): unknown {
  const parsed = schema.safeParse(input)
  if (!parsed.success) throw badRequest(faultsOf(parsed.error, input, schema))
  return parsed.data
}
