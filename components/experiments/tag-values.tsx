import { Disclosure } from '../ui/disclosure'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'

const columns: readonly Column[] = [
  { key: 'key', label: 'Tag', width: '38%' },
  { key: 'value', label: 'Value' },
]

/** Longer values open on demand. */
const shownAtOnce = 200

/** Tags that have values, as clients write them. */
export function TagValues({ tags }: { tags: readonly { key: string; value: string }[] }) {
  return (
    <Table caption="Tags" columns={columns} size="xs" fixed>
      {tags.map(({ key, value }) => (
        <Row key={key}>
          <RowHead>
            <code className="block font-mono wrap-anywhere">{key}</code>
          </RowHead>
          <Cell nothing="no value">{value && <Value value={value} />}</Cell>
        </Row>
      ))}
    </Table>
  )
}

/** The same, by key; nothing where there are none. */
export function TagPairs({ values }: { values: Readonly<Record<string, string>> }) {
  const tags = Object.entries(values).map(([key, value]) => ({ key, value }))
  return tags.length > 0 ? <TagValues tags={tags.sort((a, b) => (a.key < b.key ? -1 : 1))} /> : null
}

function Value({ value }: { value: string }) {
  if (value.length <= shownAtOnce) return <span className="wrap-anywhere">{value}</span>
  return (
    <Disclosure summary={<span className="truncate">{value.slice(0, shownAtOnce / 4)}…</span>}>
      <span className="block max-h-72 overflow-y-auto whitespace-pre-wrap wrap-anywhere">
        {value}
      </span>
    </Disclosure>
  )
}
