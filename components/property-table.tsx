import type { Json } from '@/lib/view'
import { jsonText } from './json-text'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'

const columns: readonly Column[] = [
  { key: 'name', label: 'Property', width: '40%' },
  { key: 'value', label: 'Value' },
]

/** Properties by name: free facts that people and jobs give to data. */
export function PropertyTable({ properties }: { properties: Readonly<Record<string, Json>> }) {
  return (
    <Table caption="Properties" columns={columns} size="xs" fixed>
      {Object.entries(properties)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => (
          <Row key={key}>
            <RowHead>
              <code className="block font-mono wrap-anywhere">{key}</code>
            </RowHead>
            <Cell>
              <code className="block max-h-60 overflow-y-auto font-mono wrap-anywhere">
                {jsonText(value)}
              </code>
            </Cell>
          </Row>
        ))}
    </Table>
  )
}
