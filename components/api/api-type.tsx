import { Fragment, type ReactNode } from 'react'
import type { ApiSchema } from '@/lib/api-document'

/** What a value may be, in words: "array of File", "pending or approved", with named schemas as links. */
export function ApiType({ schema }: { schema: ApiSchema }): ReactNode {
  const { $ref, allOf, anyOf, oneOf, items, type, format } = schema
  if ($ref) return <SchemaLink name={$ref.split('/').at(-1) ?? $ref} />
  if (allOf) return <Joined schemas={allOf} word="and" />
  const choices = anyOf ?? oneOf
  if (choices) return <Joined schemas={choices} word="or" />
  if (schema.enum) return schema.enum.map(literal).join(' or ')
  if (schema.const !== undefined) return literal(schema.const)
  if (type === 'array')
    return items ? (
      <>
        array of <ApiType schema={items} />
      </>
    ) : (
      'array'
    )
  if (type === 'object') return <ObjectType schema={schema} />
  const name = Array.isArray(type) ? type.join(' or ') : (type ?? 'anything')
  return format ? `${name} (${format})` : name
}

/** Where a named schema is told. */
export function SchemaLink({ name }: { name: string }) {
  return (
    <a href={`#schema-${name}`} className="link">
      {name}
    </a>
  )
}

function ObjectType({ schema }: { schema: ApiSchema }) {
  const { properties, additionalProperties: values } = schema
  if (values && typeof values === 'object')
    return (
      <>
        map to <ApiType schema={values} />
      </>
    )
  const fields = Object.entries(properties ?? {})
  if (fields.length === 0) return 'object'
  return (
    <>
      {'{ '}
      {fields.map(([name, field], index) => (
        <Fragment key={name}>
          {index > 0 && ', '}
          {name}: <ApiType schema={field} />
        </Fragment>
      ))}
      {' }'}
    </>
  )
}

function Joined({ schemas, word }: { schemas: readonly ApiSchema[]; word: 'and' | 'or' }) {
  return schemas.map((schema, index) => (
    <Fragment key={JSON.stringify(schema)}>
      {index > 0 && ` ${word} `}
      <ApiType schema={schema} />
    </Fragment>
  ))
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value)
}
