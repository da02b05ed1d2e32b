import { z } from 'zod'
import type { ApiDocument, ApiOperation, ApiSchema } from '@/lib/api-document'
import { Me } from '@/lib/me'
import { HubVersion } from '@/lib/version'
import { EvaluationFailure, ofrepPrefix, ofrepRoutes } from '../ofrep/routes'
import { lineageRoutes } from '../openlineage/routes'
import type { Route } from './router'

type ApiAnswer = ApiOperation['responses'][string]
type ApiBody = NonNullable<ApiOperation['requestBody']>

const Failure = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      requestId: z.string(),
      fields: z.record(z.string(), z.string()).optional(),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  })
  .meta({ id: 'Failure' })

/** The OpenAPI 3.1 description of `/api/v1`, made from the very schemas that parse its requests. */
export function describeApi(routes: Route[]): ApiDocument {
  const components = new Components()
  const paths: ApiDocument['paths'] = {}
  const tell = (route: Route, elsewhere: Partial<ApiOperation> = {}) => {
    const path = route.path.replace(/:(\w+)/g, '{$1}').replace('*', '{name}')
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = { ...operationOf(route, components), ...elsewhere }
  }
  for (const route of [...routes, ...lineageRoutes]) tell(route)
  for (const route of ofrepRoutes) tell(route, ofOfrep(route, components))
  const get = (id: string, summary: string, answer: z.ZodType) => ({
    get: simpleOperation(components, { id, summary, answer }),
  })
  paths['/me'] = get('me', 'Who the token is', Me)
  const version = get('version', 'Which version of the hub answers; needs no token', HubVersion)
  paths['/version'] = { get: { ...version.get, security: [] } }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Model Hub',
      version: '1',
      description: 'Every model of an organization, with where it came from and who approved it.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        tokenAsKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  }
}

/** What differs at the door of OFREP, which is another server with refusals of its own form. */
function ofOfrep(route: Route, components: Components): Partial<ApiOperation> {
  const good = { [String(route.status)]: answerOf(route, components) }
  // Where there is no route, it is refused as everywhere.
  const failure = z.union([EvaluationFailure, Failure])
  return {
    servers: [{ url: ofrepPrefix }],
    security: [{ token: [] }, { tokenAsKey: [] }],
    responses: { ...good, ...failures(components, failure) },
  }
}

function operationOf(route: Route, components: Components): ApiOperation {
  const input = components.inputOf(route.input)
  const named = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '')
  const inPath = route.path.endsWith('*') ? [...named, 'name'] : named
  const hasBody = !['GET', 'DELETE'].includes(route.method) && !route.media?.request
  const others = Object.keys(input.properties).filter((name) => !inPath.includes(name))
  // A body of bytes leaves the query only what the route says.
  const free = !hasBody && !route.media?.request
  const inQuery = others.filter((name) => free || route.query.includes(name))
  const inBody = hasBody ? others.filter((name) => !inQuery.includes(name)) : []
  const parameter = (name: string, where: 'path' | 'query') => ({
    name,
    in: where,
    required: where === 'path' || input.required.includes(name),
    schema: input.properties[name] ?? { type: 'string' },
  })
  const body = hasBody || route.media?.request ? bodyOf(route, input, inBody, components) : null
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [tagOf(route)],
    ...(route.action && { 'x-action': route.action }),
    parameters: [
      ...inPath.map((name) => parameter(name, 'path')),
      ...inQuery.map((name) => parameter(name, 'query')),
    ],
    ...(body && { requestBody: body }),
    responses: { [String(route.status)]: answerOf(route, components), ...failures(components) },
  }
}

function bodyOf(
  route: Route,
  input: InputSchema,
  names: string[],
  components: Components,
): ApiBody | null {
  const { request, schema: told } = route.media ?? {}
  if (request) {
    const schema = told ? components.answerOf(told) : { type: 'string', format: 'binary' }
    return { required: true, content: { [request]: { schema } } }
  }
  if (input.others && names.length === 0) {
    const schema = { type: 'object', additionalProperties: input.others }
    return { required: true, content: { 'application/json': { schema } } }
  }
  if (names.length === 0) return null
  const required = names.filter((name) => input.required.includes(name))
  const properties = Object.fromEntries(names.map((name) => [name, input.properties[name] ?? {}]))
  const schema = { type: 'object', properties, ...(required.length > 0 && { required }) }
  return { required: required.length > 0, content: { 'application/json': { schema } } }
}

function answerOf(route: Route, components: Components): ApiAnswer {
  if (route.media?.answer)
    return {
      description: 'The bytes',
      content: { [route.media.answer]: { schema: { type: 'string', format: 'binary' } } },
    }
  if (!route.answer) return { description: 'Done' }
  const schema = components.answerOf(route.answer)
  const bytes = { schema: { type: 'string', format: 'binary' } }
  const also = (route.media?.also ?? []).map((type) => [type, bytes])
  return {
    description: 'Done',
    content: { 'application/json': { schema }, ...Object.fromEntries(also) },
  }
}

function failures(components: Components, failure: z.ZodType = Failure): Record<string, ApiAnswer> {
  const content = { 'application/json': { schema: components.answerOf(failure) } }
  return {
    '4XX': { description: 'Refused; the message says what to do', content },
    '5XX': { description: 'Our fault, or the database is away', content },
  }
}

function simpleOperation(
  components: Components,
  { id, summary, answer }: { id: string; summary: string; answer: z.ZodType },
): ApiOperation {
  const content = { 'application/json': { schema: components.answerOf(answer) } }
  return {
    operationId: id,
    summary,
    tags: [id],
    parameters: [],
    responses: { '200': { description: 'Done', content }, ...failures(components) },
  }
}

function operationId({ method, path }: Route): string {
  const words = path
    .replace('*', 'name')
    .split(/[/:.]+/)
    .filter(Boolean)
  return [method.toLowerCase(), ...words].join('_')
}

function tagOf({ path }: Route): string {
  // A list as CSV belongs to the list.
  const words = path.split(/[/.]/).filter((word) => word && !word.startsWith(':'))
  // What is asked of the lineage stands together.
  if (['impact', 'recalls'].includes(words[0] ?? '')) return 'lineage'
  const tag = words.includes('versions') && words.includes('models') ? 'versions' : words[0]
  return words.includes('runs') || words.includes('groups') ? 'runs' : (tag ?? 'other')
}

interface InputSchema {
  properties: Record<string, ApiSchema>
  required: string[]
  /** What may stand under any other name. */
  others: ApiSchema | null
}

/** Gathers named schemas, so that each is told once. */
class Components {
  readonly schemas: Record<string, ApiSchema> = {}

  answerOf(type: z.ZodType): ApiSchema {
    return this.take(z.toJSONSchema(type, { io: 'output', unrepresentable: 'any' }))
  }

  inputOf(type: z.ZodType): InputSchema {
    const schema = this.take(z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }))
    const { properties = {}, required = [] } = schema as Partial<InputSchema>
    const { additionalProperties: others } = schema as { additionalProperties?: unknown }
    const isSchema = typeof others === 'object' && others !== null
    return { properties, required, others: isSchema ? (others as ApiSchema) : null }
  }

  private take(schema: Record<string, unknown>): ApiSchema {
    const { $schema: _dialect, $defs, id: _id, ...rest } = relinked(schema)
    for (const [name, part] of Object.entries(($defs ?? {}) as Record<string, ApiSchema>)) {
      const { id: _name, ...definition } = part
      this.schemas[name] = definition
    }
    return rest
  }
}

function relinked(schema: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'),
  ) as Record<string, unknown>
}
