import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { Uri } from '../uri'
import { Percent } from './split'
import { changeWords, type SplitChange } from './split-changes'

const columns: readonly Column[] = [
  { key: 'variant', label: 'Variant' },
  { key: 'before', label: 'Before', numeric: true, width: '5rem' },
  { key: 'after', label: 'After', numeric: true, width: '5rem' },
  { key: 'what', label: 'Change', width: '6.5rem' },
]

interface SplitDiffProps {
  org: string
  changes: readonly SplitChange[]
  caption: string
}

/** Two splits side by side, version by version. */
export function SplitDiff({ org, changes, caption }: SplitDiffProps) {
  if (changes.length === 0) return <p className="text-ink-2">Nothing served before or after.</p>
  return (
    <Table caption={caption} columns={columns} size="sm" fixed>
      {changes.map((change) => (
        <Row key={`${change.name} ${change.uri}`}>
          <RowHead>
            <span className="block wrap-anywhere">{change.name}</span>
            <Uri uri={change.uri} org={org} copy={false} className="text-ink-2" />
          </RowHead>
          <Cell numeric nothing="not in it">
            {change.from !== null && <Percent of={change.from} />}
          </Cell>
          <Cell numeric nothing="not in it">
            {change.to !== null && <Percent of={change.to} />}
          </Cell>
          <Cell>
            <Sign {...change} />
            {changeWords(change)}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

function Sign({ from, to }: Pick<SplitChange, 'from' | 'to'>) {
  const sign = from === to ? '' : (to ?? 0) > (from ?? 0) ? '▲' : '▼'
  return sign && <span aria-hidden="true">{sign} </span>
}
