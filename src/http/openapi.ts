import { z } from 'zod'
import type { AnswerShape, Route } from './route.ts'
import { ErrorAnswer } from './schemas/error.ts'
import { RuleShape } from './schemas/rule.ts'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document of the table. Component schemas are those that carry an id. */
export function openapiOf(routes: readonly Route[], service: { version: string; publicUrl: string }): Json {
  const listed = routes.filter((route) => !route.isPage)
  const schemas = new SchemaCollection()
  schemas.add(RuleShape)
  const error = schemas.add(ErrorAnswer)
  const operations = listed.map((route) => ({ route, operation: operationOf(route, schemas, error) }))
  const paths: Record<string, Json> = {}
  for (const { route, operation } of operations) paths[route.path] = { ...paths[route.path], [route.method]: operation }
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Bindery',
      version: service.version,
      description: 'Keeps contacts on Bitrix24 deals right, by rules.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: service.publicUrl }],
    security: [{ bearer: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'bindery_session',
          description: 'Where the service is https: `__Host-bindery_session`.',
        },
      },
    },
  }
  return schemas.fillIn(document)
}

/** Gathers every schema of the document, then converts them together, so that what they share is one component. */
class SchemaCollection {
  readonly #schemas: Record<string, z.ZodType> = {}

  /** A placeholder that `fillIn` replaces. */
  add(schema: z.ZodType): Json {
    const slot = `slot${Object.keys(this.#schemas).length}`
    this.#schemas[slot] = schema
    return { slot }
  }

  fillIn<Document extends { components: Json }>(document: Document): Json {
    const { properties = {}, $defs = {} } = z.toJSONSchema(z.object(this.#schemas), { io: 'input' })
    const filled = replace({ ...document, components: { ...document.components, schemas: $defs } }, (node) =>
      typeof node.slot === 'string' ? (properties[node.slot] as Json) : undefined,
    )
    return filled as Json
  }
}

/** A copy with placeholders replaced and references pointing at the components. */
function replace(value: unknown, replacement: (node: Json) => Json | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => replace(item, replacement))
  if (typeof value !== 'object' || value === null) return value
  const node = { ...value } as Json
  const other = replacement(node)
  if (other !== undefined) return replace(other, replacement)
  const ref = node.$ref
  if (typeof ref === 'string') node.$ref = ref.replace(/^#\/\$defs\//, '#/components/schemas/')
  return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, replace(child, replacement)]))
}

function operationOf(route: Route, schemas: SchemaCollection, error: Json): Json {
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(route.description && { description: route.description }),
    ...(route.access === 'public' && { security: [] }),
    parameters: parametersOf(route),
    ...(route.body && {
      requestBody: {
        required: route.body.format.isOptional !== true,
        content: { [route.body.format.contentType]: { schema: schemas.add(route.body.schema) } },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, answer]) => [status, response(answer, schemas)]),
      ),
      ...Object.fromEntries(
        Object.entries(refusalsOf(route)).map(([status, description]) => [
          status,
          { description, content: { 'application/json': { schema: error } } },
        ]),
      ),
    },
  }
}

/** `getRulesKeyVersions` */
const operationId = ({ method, path }: Route) =>
  method +
  path
    .replace(/^\/api/, '')
    .split(/[/{}.]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')

function response(answer: AnswerShape, schemas: SchemaCollection): Json {
  const { description, schema, contentType = 'application/json', headers } = answer
  return {
    description,
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, meaning]) => [name, { description: meaning, schema: { type: 'string' } }]),
      ),
    }),
    ...(schema && { content: { [contentType]: { schema: schemas.add(schema) } } }),
  }
}

function forbidden({ access, method }: Route): string {
  const fromElsewhere = method === 'get' ? '' : ', or a session cookie came from another site’s page'
  return `It needs the role ${access}${access === 'administrator' ? '' : ' or a higher one'}${fromElsewhere}.`
}

/** What any route of its kind may refuse, and its own refusals over that. */
function refusalsOf(route: Route): Record<string, string> {
  return {
    ...((route.query || route.body) && { 400: 'The query or body is malformed.' }),
    ...(route.access !== 'public' && { 401: 'No credential, or not a valid one.' }),
    ...(route.access !== 'public' && { 403: forbidden(route) }),
    ...(route.body && { 413: `The body is over ${route.body.format.limitBytes} bytes.`, 415: 'Another content type.' }),
    ...route.refusals,
  }
}

function parametersOf(route: Route): Json[] {
  return [
    ...schemaParameters('path', route.params),
    ...schemaParameters('query', route.query),
    ...Object.entries(route.headers ?? {}).map(([name, description]) => ({
      name,
      in: 'header',
      description,
      schema: { type: 'string' },
    })),
  ]
}

/** Shown as the values they stand for (a number, not its digits): the output side of each schema. */
function schemaParameters(place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (!schema) return []
  const { properties = {} } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property as Json
    return { name, in: place, required: place === 'path', ...(description ? { description } : {}), schema: rest }
  })
}
