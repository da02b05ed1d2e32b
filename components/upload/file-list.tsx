import { memo } from 'react'
import { bytes, plural } from '@/lib/format'
import { Digest } from '../digest'
import { CloseIcon } from '../ui/icons'
import { FileName } from './file-name'
import { focusNext } from './focus-next'
import { StageView } from './stage-view'
import { digestOf, type Item } from './state'
import { listed } from './totals'

export interface ItemActions {
  rename: (id: number, name: string) => void
  remove: (id: number) => void
  retry: (id: number) => void
}

/** The files of a version that is being put together: a line to each where there is room, else two. */
export function FileList({ items, actions }: { items: readonly Item[]; actions: ItemActions }) {
  const shown = listed(items)
  const more = items.length - shown.length
  return (
    <div className="@container">
      <ul aria-label="Files to register" className="border-t border-line">
        {shown.map((item) => (
          <FileItem key={item.id} item={item} actions={actions} />
        ))}
      </ul>
      {more > 0 && (
        <p className="border-b border-line py-2 text-ink-2">
          {plural(more, 'more file', 'more files')}. One that needs you is listed above.
        </p>
      )}
    </div>
  )
}

const grid =
  'grid grid-cols-[minmax(0,1fr)_auto_1.5rem] items-start gap-x-4 gap-y-1 @min-[46rem]:grid-cols-[minmax(0,1fr)_17rem_9.5rem_5rem_1.5rem]'

interface FileItemProps {
  item: Item
  actions: ItemActions
}

/** Drawn again when its own file goes on, and not with each of hundreds beside it. */
const FileItem = memo(function FileItem({ item, actions }: FileItemProps) {
  const { id, name, size, stage } = item
  const digest = digestOf(stage)
  return (
    <li className={`${grid} border-b border-line py-2`}>
      <FileName item={item} rename={(next) => actions.rename(id, next)} />
      <span className="text-right @min-[46rem]:order-3">{bytes(size)}</span>
      <RemoveButton name={name} remove={() => actions.remove(id)} />
      <span className="col-span-full flex flex-wrap items-start justify-between gap-x-4 gap-y-1 @min-[46rem]:contents">
        <span className="min-w-48 flex-1 @min-[46rem]:order-1">
          <StageView item={item} retry={() => actions.retry(id)} />
        </span>
        <span className="@min-[46rem]:order-2">
          {digest && <Digest digest={digest} what={`the SHA-256 of ${name}`} />}
        </span>
      </span>
    </li>
  )
})

function RemoveButton({ name, remove }: { name: string; remove: () => void }) {
  return (
    <button
      type="button"
      data-remove=""
      aria-label={`Remove ${name}`}
      title={`Remove ${name}`}
      onClick={({ currentTarget }) => {
        const picker = currentTarget.closest('form')?.querySelector<HTMLElement>('input[type=file]')
        focusNext(currentTarget.closest('li'), picker)
        remove()
      }}
      className="-my-0.5 inline-flex size-6 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:-m-2.5 pointer-coarse:size-11 @min-[46rem]:order-4"
    >
      <CloseIcon />
    </button>
  )
}
