import { metric } from '@/lib/format'
import type { Run } from '@/lib/runs/view'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'

const columns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'value', label: 'Value', numeric: true },
]

/** The last value that a run reported of each metric; words are left as they came. */
export function LatestValues({ summary }: Pick<Run, 'summary'>) {
  return (
    <Table caption="Latest values" columns={columns} size="xs">
      {Object.entries(summary).map(([key, value]) => (
        <Row key={key}>
          <RowHead>
            <span className="block max-w-48 wrap-anywhere">{key}</span>
          </RowHead>
          <Cell numeric>{typeof value === 'number' ? metric(value) : String(value)}</Cell>
        </Row>
      ))}
    </Table>
  )
}
