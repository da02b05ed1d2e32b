'use client'
import { type ComponentProps, type KeyboardEvent, lazy, Suspense, useId, useState } from 'react'
import type { Mentionable } from '@/lib/comments/view'
import { Textarea } from '../ui/field'

// Loaded when the first @ is typed.
const MentionList = lazy(() => import('./mention-list'))

type MentionFieldProps = ComponentProps<typeof Textarea> & {
  /** Where the people are asked for who can be mentioned. */
  mentionable: string
}

/** What is being typed after an @: where it begins, and how far it got. */
interface Typed {
  field: HTMLTextAreaElement
  from: number
  to: number
  q: string
}

/**
 * A text in which members can be mentioned: people are offered while a name is typed after an @. The field
 * stays a text field to those who hear it, which names the list and the chosen one; no role of a combobox
 * takes more than a line.
 */
export function MentionField({ mentionable, onKeyDown, ...rest }: MentionFieldProps) {
  const [typed, setTyped] = useState<Typed | null>(null)
  const [people, setPeople] = useState<readonly Mentionable[]>([])
  const [active, setActive] = useState(0)
  const listId = useId()
  const open = typed !== null && people.length > 0

  function look(field: HTMLTextAreaElement): void {
    const found = typedIn(field)
    if (found?.q !== typed?.q) setActive(0)
    if (!found) setPeople([])
    setTyped(found)
  }

  function take(person: Mentionable | undefined): void {
    if (!typed || !person) return
    typed.field.setRangeText(`${person.mention} `, typed.from, typed.to, 'end')
    typed.field.focus()
    close()
  }

  function close(): void {
    setTyped(null)
    setPeople([])
  }

  function choose(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey
    const takes = plain && (event.key === 'Enter' || event.key === 'Tab')
    const known = (open && (step || takes)) || (typed && event.key === 'Escape')
    if (!known) {
      onKeyDown?.(event)
      return
    }
    event.preventDefault()
    if (open && step) setActive((active + step + people.length) % people.length)
    else if (takes) take(people[active])
    else close()
  }

  return (
    <div className="relative">
      <Textarea
        {...rest}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        {...(open
          ? { 'aria-controls': listId, 'aria-activedescendant': `${listId}-${active}` }
          : {})}
        onInput={({ currentTarget }) => look(currentTarget)}
        onKeyDown={choose}
        onBlur={close}
      />
      {typed && (
        <Suspense fallback={null}>
          <MentionList
            id={listId}
            href={mentionable}
            q={typed.q}
            people={people}
            active={active}
            found={setPeople}
            take={take}
          />
        </Suspense>
      )}
    </div>
  )
}

/** The @ that the caret stands behind, with at most a name between; none within an address. */
function typedIn(field: HTMLTextAreaElement): Typed | null {
  const to = field.selectionStart
  const [, q] = /(?:^|[^\w@./\\`])@([\p{L}\p{N}._+-]{0,40})$/u.exec(field.value.slice(0, to)) ?? []
  return q === undefined ? null : { field, from: to - q.length - 1, to, q }
}
