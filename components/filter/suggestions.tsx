'use client'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { accept, type Suggestion } from '@/lib/filter/complete'

interface Offer {
  from: number
  to: number
  items: Suggestion[]
}

const nothing: Offer = { from: 0, to: 0, items: [] }

/** The list under the field: arrows choose, Enter and Tab take, Escape closes. The focus stays in the field. */
export default function Suggestions({
  field,
  address,
}: {
  field: HTMLInputElement
  address: string
}) {
  const [offer, setOffer] = useState(nothing)
  const [active, setActive] = useState(-1)
  const asking = useRef<AbortController | null>(null)
  const isOpen = offer.items.length > 0
  const listId = `${field.id}-suggestions`
  const optionId = (index: number) => `${listId}-${index}`

  function show(next: Offer) {
    setOffer(next)
    setActive(-1)
  }

  function close() {
    asking.current?.abort()
    show(nothing)
  }

  async function ask() {
    asking.current?.abort()
    const mine = new AbortController()
    asking.current = mine
    await pause(mine.signal)
    const at = field.selectionStart ?? field.value.length
    const query = new URLSearchParams({ q: field.value, at: String(at) })
    const offered = mine.signal.aborted ? null : await fetched(`${address}&${query}`, mine.signal)
    if (!mine.signal.aborted) show(offered ?? nothing)
  }

  function take(index: number) {
    const item = offer.items[index]
    if (!item) return
    const { text, at } = accept(field.value, offer, item)
    field.value = text
    field.focus()
    field.setSelectionRange(at, at)
    show(nothing)
    // A key is followed by its values.
    if (item.kind === 'key') void ask()
  }

  const onInput = useEffectEvent(() => void ask())
  const onBlur = useEffectEvent(close)
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return
    const { key } = event
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
    if (step && isOpen) {
      // One more than there are: from the last the way leads back into the field.
      const places = offer.items.length + 1
      setActive(((active + 1 + step + places) % places) - 1)
    } else if (key === 'ArrowDown') void ask()
    else if ((key === 'Enter' || key === 'Tab') && isOpen && active >= 0) take(active)
    else if (key === 'Escape' && isOpen) close()
    else {
      // What is written is sent: nothing more is suggested for it.
      if (key === 'Enter') close()
      return
    }
    event.preventDefault()
  })

  useEffect(() => {
    // What was typed while this was on its way, unless it is sent already.
    const sent = field.form?.hasAttribute('data-pending')
    if (field.value !== field.defaultValue && !sent) onInput()
    field.addEventListener('input', onInput)
    field.addEventListener('blur', onBlur)
    field.addEventListener('keydown', onKey)
    return () => {
      field.removeEventListener('input', onInput)
      field.removeEventListener('blur', onBlur)
      field.removeEventListener('keydown', onKey)
    }
  }, [field])

  useEffect(() => {
    field.setAttribute('aria-expanded', String(isOpen))
    if (isOpen) field.setAttribute('aria-controls', listId)
    else field.removeAttribute('aria-controls')
  }, [field, isOpen, listId])

  useEffect(() => {
    const id = `${listId}-${active}`
    if (active < 0) field.removeAttribute('aria-activedescendant')
    else field.setAttribute('aria-activedescendant', id)
    document.getElementById(id)?.scrollIntoView({ block: 'nearest' })
  }, [field, active, listId])

  return (
    <>
      <p role="status" className="sr-only">
        {isOpen && `${offer.items.length} suggestions`}
      </p>
      {isOpen && (
        <div
          role="listbox"
          id={listId}
          aria-label="Suggestions"
          tabIndex={-1}
          // The focus stays in the field while something is clicked here.
          onMouseDown={(event) => event.preventDefault()}
          className="absolute top-full right-0 left-0 z-30 mt-1 max-h-80 overflow-y-auto rounded-md border border-line-strong bg-paper py-1"
        >
          {offer.items.map(({ text, help, count }, index) => (
            <button
              key={text}
              type="button"
              role="option"
              id={optionId(index)}
              tabIndex={-1}
              aria-selected={index === active}
              onClick={() => take(index)}
              className="flex min-h-8 w-full items-baseline gap-3 px-2.5 py-1 text-left hover:bg-hover aria-selected:bg-hover aria-selected:outline-2 aria-selected:-outline-offset-2 aria-selected:outline-ink pointer-coarse:min-h-11"
            >
              <span className="font-mono wrap-anywhere">{text}</span>
              {(help || count !== undefined) && (
                <span className="ml-auto text-right text-ink-2">
                  {help ?? count}
                  {help === undefined && <span className="sr-only"> found</span>}
                </span>
              )}
            </button>
          ))}
        </div>
      )}
    </>
  )
}

/** Long enough that a word typed fast asks once. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 120)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** What is suggested; null when that cannot be learned now, which keeps nobody from writing. */
async function fetched(address: string, signal: AbortSignal): Promise<Offer | null> {
  try {
    const response = await fetch(address, { signal })
    // Ours, so its shape is known: `GET /{org}/suggestions`.
    return response.ok ? ((await response.json()) as Offer) : null
  } catch {
    return null
  }
}
