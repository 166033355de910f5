import type { IncomingMessage } from 'node:http'
import { decodeBrackets, decodeQuery, type Params } from './decode.ts'
import { isPhpArray } from './params.ts'

/** A request larger than this is not for a sandbox. */
const mostBytes = 16 * 1024 * 1024

export class BodyTooLarge extends Error {}

/** Parameters of the query and of a JSON, form or multipart body together; the body's win. */
export async function readParams(request: IncomingMessage, query: string): Promise<Params> {
  const body = await readBody(request)
  const merged = Object.create(null) as Record<string, unknown>
  for (const params of [decodeQuery(query), await decodeBody(body, request.headers['content-type'] ?? '')]) {
    for (const [name, value] of Object.entries(params)) merged[name] = value
  }
  return merged
}

async function decodeBody(body: Buffer, contentType: string): Promise<Params> {
  if (body.length === 0) return {}
  if (contentType.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
    return decodeBrackets([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
  }
  if (contentType.startsWith('application/json')) return decodeJson(body.toString('utf8'))
  return decodeQuery(body.toString('utf8'))
}

/** Bitrix24 takes a body that is no JSON for one without parameters. */
function decodeJson(text: string): Params {
  try {
    const value: unknown = JSON.parse(text)
    return isPhpArray(value) ? value : {}
  } catch {
    return {}
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = chunk as Buffer
    size += bytes.length
    if (size > mostBytes) throw new BodyTooLarge('request body over 16 MiB')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
