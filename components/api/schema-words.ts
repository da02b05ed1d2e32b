import type { ApiDocument, ApiOperation, ApiSchema } from '@/lib/api-document'

/** What the page and the written reference of the API say of a schema, in words. Pure. */

export interface ApiGroup {
  tag: string
  routes: { method: string; path: string; operation: ApiOperation }[]
}

/** The routes by what they are about, in the order of the description. */
export function groupsOf({ paths, servers }: ApiDocument): ApiGroup[] {
  const groups = new Map<string, ApiGroup['routes']>()
  for (const [path, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? 'other'
      const prefix = (operation.servers ?? servers)[0]?.url ?? ''
      const route = { method, path: `${prefix}${path}`, operation }
      groups.set(tag, [...(groups.get(tag) ?? []), route])
    }
  return [...groups].map(([tag, routes]) => ({ tag, routes }))
}

export interface ApiField {
  name: string
  schema: ApiSchema
  required: boolean
  /** Where it travels: in the path, the query or the body. */
  where?: string
}

/** All that a route takes, except bytes: from its path, its query and its body. */
export function inputOf({ parameters, requestBody }: ApiOperation): ApiField[] {
  const body = requestBody?.content['application/json']?.schema
  return [
    ...parameters.map(({ in: where, ...parameter }) => ({ ...parameter, where })),
    ...(body ? fieldsOf(body, 'body') : []),
  ]
}

/** The fields of an object schema, in its order. */
export function fieldsOf(schema: ApiSchema, where?: string): ApiField[] {
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    schema: field,
    required: schema.required?.includes(name) ?? false,
    ...(where ? { where } : {}),
  }))
}

/** What is to be known of a field besides its type. */
export function aboutField({ schema, required, where }: ApiField): string {
  const { description, minimum, maximum, maxLength, default: usual } = schema
  const facts = [
    where && `In the ${where}${required ? ', required' : ''}`,
    !where && !required && 'May be absent',
    minimum !== undefined && typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER
      ? `${minimum} to ${maximum}`
      : null,
    typeof maxLength === 'number' && `at most ${maxLength} characters`,
    usual !== undefined && `${JSON.stringify(usual)} when left out`,
  ].filter(Boolean)
  const sentence = facts.length > 0 ? `${facts.join('; ')}.` : ''
  return [description && `${description.replace(/\.$/, '')}.`, sentence].filter(Boolean).join(' ')
}

/** A piece of a type in words; an object names a schema. */
export type TypeWord = string | { schema: string }

/** What a value may be, in words: "array of File", "pending or approved". */
export function typeWords(schema: ApiSchema): TypeWord[] {
  const { $ref, allOf, anyOf, oneOf, items, type, format } = schema
  if ($ref) return [{ schema: $ref.split('/').at(-1) ?? $ref }]
  if (allOf) return joined(allOf, ' and ')
  const choices = anyOf ?? oneOf
  if (choices) return joined(choices, ' or ')
  if (schema.enum) return [schema.enum.map(literal).join(' or ')]
  if (schema.const !== undefined) return [literal(schema.const)]
  if (type === 'array') return items ? ['array of ', ...typeWords(items)] : ['array']
  if (type === 'object') return objectWords(schema)
  const name = Array.isArray(type) ? type.join(' or ') : (type ?? 'anything')
  return [format ? `${name} (${format})` : name]
}

function objectWords({ properties, additionalProperties: values }: ApiSchema): TypeWord[] {
  if (values && typeof values === 'object') return ['map to ', ...typeWords(values)]
  const fields = Object.entries(properties ?? {})
  if (fields.length === 0) return ['object']
  const told = fields.flatMap(([name, field], index) => [
    `${index > 0 ? ', ' : ''}${name}: `,
    ...typeWords(field),
  ])
  return ['{ ', ...told, ' }']
}

function joined(schemas: readonly ApiSchema[], word: string): TypeWord[] {
  return schemas.flatMap((schema, index) => [...(index > 0 ? [word] : []), ...typeWords(schema)])
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value)
}
