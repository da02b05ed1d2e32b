'use client'
import { useId, useState } from 'react'
import { FieldError } from '../ui/field'
import type { Item } from './state'

interface FileNameProps {
  item: Pick<Item, 'name' | 'problem'>
  rename: (name: string) => void
}

/** The name that a file will have, to be changed in place. Enter keeps the change, Escape drops it. */
export function FileName({ item: { name, problem }, rename }: FileNameProps) {
  const [editing, setEditing] = useState(false)
  const id = useId()
  return (
    <div className="flex max-w-[min(32rem,44vw)] min-w-32 flex-col gap-1">
      {editing ? (
        <Editor name={name} rename={rename} end={() => setEditing(false)} />
      ) : (
        <span className="flex items-start gap-2">
          <span className="line-clamp-3 min-w-0 font-mono wrap-anywhere" title={name}>
            {name}
          </span>
          <button
            type="button"
            aria-label={`Rename ${name}`}
            aria-describedby={problem ? id : undefined}
            onClick={() => setEditing(true)}
            className="link shrink-0 text-ink-2 hover:text-ink"
          >
            Rename
          </button>
        </span>
      )}
      {problem && <FieldError id={id}>{problem}</FieldError>}
    </div>
  )
}

function Editor({
  name,
  rename,
  end,
}: Omit<FileNameProps, 'item'> & { name: string; end: () => void }) {
  const [text, setText] = useState(name)
  const keep = () => {
    if (text !== name) rename(text)
    end()
  }
  return (
    <input
      // Whoever asked to rename it goes on typing.
      ref={(input) => input?.focus()}
      aria-label={`New name of ${name}`}
      value={text}
      maxLength={1024}
      autoCapitalize="none"
      spellCheck={false}
      onChange={({ target }) => setText(target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.preventDefault()
          keep()
        }
        if (event.key === 'Escape') end()
      }}
      className="h-7 w-full rounded-sm border border-line-strong bg-paper px-1.5 font-mono pointer-coarse:h-11"
    />
  )
}
