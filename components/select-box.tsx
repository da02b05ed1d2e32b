import type { ReactNode } from 'react'
import { versionUri } from '@/lib/uri'
import { selectionForm } from './selection'
import type { Column } from './ui/table'

interface SelectBoxProps {
  model: string
  version: number
}

/** Picks a version of a list for what the selection bar of the page does with several. */
export function SelectBox({ model, version }: SelectBoxProps) {
  return (
    <label className="flex size-6 shrink-0 items-center justify-center pointer-coarse:size-11">
      <input
        type="checkbox"
        name="v"
        value={versionUri(model, version)}
        form={selectionForm}
        data-pick=""
        className="size-4 accent-(--ink) pointer-coarse:size-6"
      />
      <span className="sr-only">
        Select {model} v{version}
      </span>
    </label>
  )
}

/** The column of the boxes, with what picks them all as its header. */
export function boxColumn(label: ReactNode): Column {
  return { key: 'boxes', label, width: '2rem', boxes: true }
}
