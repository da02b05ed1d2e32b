import { Cell, Row, RowHead, Table } from '../ui/table'
import { ApiType } from './api-type'
import { type ApiField, aboutField } from './schema-words'

const columns = [
  { key: 'name', label: 'Name', width: '22%' },
  { key: 'type', label: 'Type', width: '38%' },
  { key: 'about', label: 'About' },
]

/** Names, types and what is to be known of each. */
export function ApiFields({ caption, fields }: { caption: string; fields: readonly ApiField[] }) {
  return (
    <Table caption={caption} columns={columns} size="sm" fixed>
      {fields.map((field) => (
        <Row key={`${field.where} ${field.name}`}>
          <RowHead>
            <code className="font-mono wrap-anywhere">{field.name}</code>
          </RowHead>
          <Cell>
            <code className="font-mono wrap-anywhere">
              <ApiType schema={field.schema} />
            </code>
          </Cell>
          <Cell>{aboutField(field)}</Cell>
        </Row>
      ))}
    </Table>
  )
}
