'use client'
import { useEffect } from 'react'
import type { Mentionable } from '@/lib/comments/view'

interface MentionListProps {
  id: string
  href: string
  /** What is typed so far. */
  q: string
  people: readonly Mentionable[]
  active: number
  found(people: readonly Mentionable[]): void
  take(person: Mentionable): void
}

/** The people whose names begin so. Without an answer there is no list, and one types on. */
export default function MentionList(props: MentionListProps) {
  const { id, href, q, people, active, found, take } = props
  useEffect(() => {
    const ended = new AbortController()
    ask(`${href}?q=${encodeURIComponent(q)}`, ended.signal).then(found, () => undefined)
    return () => ended.abort()
  }, [href, q, found])
  return (
    <>
      <p role="status" className="sr-only">
        {people.length > 0 &&
          `${people.length} to mention, ${people[active]?.name} chosen. Arrows choose, Enter takes.`}
      </p>
      {people.length > 0 && (
        <div
          id={id}
          role="listbox"
          aria-label="Members to mention"
          className="absolute top-full left-0 z-30 mt-1 w-full max-w-sm rounded-md border border-line-strong bg-paper py-1"
        >
          {people.map((person, index) => (
            <div
              key={person.id}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              // The field keeps the focus, and the caret its place.
              onPointerDown={(event) => {
                event.preventDefault()
                take(person)
              }}
              className={`flex min-h-8 flex-wrap items-center gap-x-2 px-2.5 py-1 pointer-coarse:min-h-11 ${index === active ? 'bg-hover' : ''}`}
            >
              <span className="font-strong wrap-anywhere">{person.name}</span>
              <span className="text-ink-2 wrap-anywhere">
                {person.mention.startsWith('@') && person.mention.slice(1)}
              </span>
            </div>
          ))}
        </div>
      )}
    </>
  )
}

async function ask(url: string, signal: AbortSignal): Promise<readonly Mentionable[]> {
  const answer = await fetch(url, { signal })
  if (!answer.ok) throw new Error(`The hub answered ${answer.status}.`)
  return ((await answer.json()) as { items: Mentionable[] }).items
}
