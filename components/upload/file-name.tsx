'use client'
import { useEffect, useId, useRef, useState } from 'react'
import { FieldError } from '../ui/field'
import type { Item } from './state'

interface FileNameProps {
  item: Pick<Item, 'name' | 'problem'>
  rename: (name: string) => void
}

/** The name that a file will have, to be changed in place. Enter keeps the change, Escape drops it. */
export function FileName({ item: { name, problem }, rename }: FileNameProps) {
  const [editing, setEditing] = useState<'no' | 'yes' | 'ended by key'>('no')
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  useEffect(() => {
    if (editing === 'ended by key') button.current?.focus()
  }, [editing])
  return (
    <div className="flex min-w-0 flex-col gap-1">
      {editing === 'yes' ? (
        <Editor
          name={name}
          rename={rename}
          end={(byKey) => setEditing(byKey ? 'ended by key' : 'no')}
        />
      ) : (
        <span className="flex items-start gap-2">
          <span className="line-clamp-3 min-w-0 font-mono wrap-anywhere" title={name}>
            {name}
          </span>
          <button
            ref={button}
            type="button"
            aria-label={`Rename ${name}`}
            aria-describedby={problem ? id : undefined}
            onClick={() => setEditing('yes')}
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

interface EditorProps {
  name: string
  rename: (name: string) => void
  end: (byKey: boolean) => void
}

function Editor({ name, rename, end }: EditorProps) {
  const [text, setText] = useState(name)
  const over = useRef(false)
  function close({ keep, byKey }: { keep: boolean; byKey: boolean }) {
    // A field that goes while it has the focus may be told that it lost it.
    if (over.current) return
    over.current = true
    if (keep && text !== name) rename(text)
    end(byKey)
  }
  return (
    <input
      ref={focusNew}
      aria-label={`New name of ${name}`}
      value={text}
      maxLength={1024}
      autoCapitalize="none"
      spellCheck={false}
      onChange={({ target }) => setText(target.value)}
      onBlur={() => close({ keep: true, byKey: false })}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close({ keep: false, byKey: true })
        if (event.key !== 'Enter') return
        event.preventDefault()
        close({ keep: true, byKey: true })
      }}
      className="h-7 w-full rounded-sm border border-line-strong bg-paper px-1.5 font-mono pointer-coarse:h-11"
    />
  )
}

/** Whoever asked to rename a file goes on typing. */
const focusNew = (input: HTMLInputElement | null) => input?.select()
