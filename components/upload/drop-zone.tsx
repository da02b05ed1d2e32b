'use client'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { cx } from '../ui/cx'
import { UploadIcon } from '../ui/icons'
import { droppedFiles, pickedFiles } from './names'
import type { NamedFile } from './queue'

interface DropZoneProps {
  /** Never called without files. */
  add: (files: readonly NamedFile[]) => void
  /** What was dropped or chosen could not be read, or holds no files. */
  fail: (why: string) => void
}

/** Where files come in: dropped anywhere on the page, or chosen. */
export function DropZone({ add, fail }: DropZoneProps) {
  const take = useCallback(
    (files: readonly NamedFile[]) => {
      if (files.length > 0) add(files)
      else fail('There are no files in that folder. Choose another, or choose files.')
    },
    [add, fail],
  )
  const over = useDrop(take, fail)
  return (
    <div
      className={cx(
        'flex flex-wrap items-center gap-x-4 gap-y-3 rounded-md border border-dashed border-line-strong p-4',
        over && 'bg-hover',
      )}
    >
      <UploadIcon className="text-ink-2" />
      <p className="min-w-0 flex-1 basis-56">
        Drop files or a folder here.{' '}
        <span className="text-ink-2">Of a folder everything is taken, named relative to it.</span>
      </p>
      <div className="flex flex-wrap gap-2">
        <Picker take={take}>Choose files</Picker>
        <Picker take={take} folder>
          Choose a folder
        </Picker>
      </div>
    </div>
  )
}

interface PickerProps {
  take: DropZoneProps['add']
  folder?: boolean
  children: ReactNode
}

/** The browser's own input, which the keyboard reaches, looking like a button. */
function Picker({ take, folder = false, children }: PickerProps) {
  return (
    <label className="relative inline-flex h-8 items-center rounded-md border border-line-strong bg-paper px-3 whitespace-nowrap hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ink pointer-coarse:h-11">
      {children}
      <input
        type="file"
        multiple
        {...(folder && { webkitdirectory: '' })}
        className="absolute inset-0 cursor-pointer opacity-0 file:cursor-pointer"
        onChange={({ target }) => {
          take(pickedFiles(target.files ?? []))
          // The same file can be chosen again once it was removed.
          target.value = ''
        }}
      />
    </label>
  )
}

/** Takes what is dropped anywhere, since the browser would leave the page for it. */
function useDrop(take: DropZoneProps['add'], fail: DropZoneProps['fail']): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const hover = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(false)
      droppedFiles(event.dataTransfer.items).then(take, () =>
        fail('Some of what was dropped could not be read. Choose it with the buttons instead.'),
      )
    }
    window.addEventListener('dragover', hover)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', hover)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [take, fail])
  return over
}
