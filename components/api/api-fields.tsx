import type { ApiSchema } from '@/lib/api-document'
import { Cell, Row, RowHead, Table } from '../ui/table'
import { ApiType } from './api-type'

export interface ApiField {
  name: string
  schema: ApiSchema
  required: boolean
  /** Where it travels: in the path, the query or the body. */
  where?: string
}

const columns = [
  { key: 'name', label: 'Name', width: '22%' },
  { key: 'type', label: 'Type', width: '38%' },
  { key: 'about', label: 'About' },
]

/** Names, types and what is to be known of each. */
export function ApiFields({ caption, fields }: { caption: string; fields: readonly ApiField[] }) {
  return (
    <Table caption={caption} columns={columns} size="sm" fixed>
      {fields.map(({ name, schema, required, where }) => (
        <Row key={`${where} ${name}`}>
          <RowHead>
            <code className="font-mono wrap-anywhere">{name}</code>
          </RowHead>
          <Cell>
            <code className="font-mono wrap-anywhere">
              <ApiType schema={schema} />
            </code>
          </Cell>
          <Cell>{aboutOf(schema, required, where)}</Cell>
        </Row>
      ))}
    </Table>
  )
}

/** The fields of an object schema, required ones first come, first told. */
export function fieldsOf(schema: ApiSchema, where?: string): ApiField[] {
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    schema: field,
    required: schema.required?.includes(name) ?? false,
    ...(where ? { where } : {}),
  }))
}

function aboutOf(schema: ApiSchema, required: boolean, where?: string): string {
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
