import { bytes } from '@/lib/format'
import { Digest } from '../digest'
import { CloseIcon } from '../ui/icons'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { FileName } from './file-name'
import { StageView } from './stage-view'
import { digestOf, type Item } from './state'

const columns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'size', label: 'Size', numeric: true, width: '6rem' },
  { key: 'sha256', label: 'SHA-256', width: '11rem' },
  { key: 'state', label: 'State', width: '17rem' },
  { key: 'remove', label: <span className="sr-only">Remove</span>, width: '2.5rem' },
]

export interface ItemActions {
  rename: (id: number, name: string) => void
  remove: (id: number) => void
  retry: (id: number) => void
}

/** The files of a version that is being put together. */
export function FileList({ items, actions }: { items: readonly Item[]; actions: ItemActions }) {
  return (
    <Table caption="Files to register" columns={columns} size="md">
      {items.map((item) => (
        <FileRow key={item.id} item={item} actions={actions} />
      ))}
    </Table>
  )
}

function FileRow({ item, actions }: { item: Item; actions: ItemActions }) {
  const { id, name, size, stage } = item
  const digest = digestOf(stage)
  return (
    <Row>
      <RowHead>
        <FileName item={item} rename={(next) => actions.rename(id, next)} />
      </RowHead>
      <Cell numeric>{bytes(size)}</Cell>
      <Cell nothing="not known yet">
        {digest && <Digest digest={digest} what={`the SHA-256 of ${name}`} />}
      </Cell>
      <Cell>
        <StageView item={item} retry={() => actions.retry(id)} />
      </Cell>
      <Cell numeric>
        <button
          type="button"
          aria-label={`Remove ${name}`}
          title={`Remove ${name}`}
          onClick={() => actions.remove(id)}
          className="inline-flex size-6 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:size-11"
        >
          <CloseIcon />
        </button>
      </Cell>
    </Row>
  )
}
