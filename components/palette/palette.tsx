'use client'
import { usePathname, useRouter } from 'next/navigation'
import { type KeyboardEvent, type MouseEvent, useId, useRef, useState } from 'react'
import type { BroughtProps } from '../keys/brought'
import { Dialog } from '../ui/dialog'
import { SearchIcon } from '../ui/icons'
import { Kbd } from '../ui/kbd'
import { doingAnywhere, doingHere } from './doings'
import { type Entry, groupsOf } from './entries'
import { PaletteList } from './palette-list'
import { useFound } from './use-found'

/** Everything by its name: pages, models, versions, data, runs, people, and what can be done here. */
export default function Palette({ org, makes, actions, typed: begun, close, bring }: BroughtProps) {
  const router = useRouter()
  const pathname = usePathname()
  const id = useId()
  const [typed, setTyped] = useState(begun)
  const [chosen, choose] = useState<string | null>(null)
  // What the page offers is read once: it does not change behind the dialog.
  const [here] = useState(doingHere)
  const field = useRef<HTMLInputElement>(null)
  const { items, answers, failed } = useFound(org, typed)

  const groups = groupsOf({
    ...{ org, pathname, makes, typed, here },
    anywhere: doingAnywhere(actions, bring),
    found: items,
  })
  const entries = groups.flatMap((group) => group.entries)
  const active = entries.find((entry) => entry.id === chosen) ?? entries[0]
  const settled = answers === typed.trim()

  function take({ href, run }: Entry, { aside }: { aside: boolean }) {
    if (href && aside) {
      window.open(href, '_blank', 'noopener')
      return
    }
    field.current?.closest('dialog')?.close()
    if (href) router.push(href)
    // Once the focus is back where it was.
    else if (run) setTimeout(run)
  }

  function onKey(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    const at = active ? entries.indexOf(active) : -1
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (by !== undefined) {
      event.preventDefault()
      const turned = Math.abs(by) === 1 ? (at + by + entries.length) % entries.length : at + by
      choose(entries[Math.min(Math.max(turned, 0), entries.length - 1)]?.id ?? null)
    } else if (event.key === 'Enter' && active) {
      event.preventDefault()
      take(active, { aside: event.ctrlKey || event.metaKey })
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      field.current?.closest('dialog')?.close()
    }
  }

  return (
    <Dialog label="Find or do" onClose={close}>
      <div className="flex max-h-[76dvh] flex-col">
        <div className="flex items-center gap-2 border-b border-line px-3">
          <SearchIcon className="text-ink-2" />
          <input
            ref={field}
            role="combobox"
            aria-label="Find a model, a version, a page or an action"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={active && `${id}-${active.id}`}
            value={typed}
            onChange={({ target }) => {
              setTyped(target.value)
              choose(null)
            }}
            onKeyDown={onKey}
            placeholder="Find or do… churn v3, #12, a page"
            maxLength={200}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            // The dialog gives the focus to the first that asks for it.
            autoFocus
            className="h-12 min-w-0 flex-1 bg-transparent text-prose outline-none placeholder:text-ink-3"
          />
          <button
            type="button"
            aria-label="Esc: close"
            onClick={({ currentTarget }) => currentTarget.closest('dialog')?.close()}
            className="flex items-center pointer-coarse:h-11"
          >
            <Kbd>Esc</Kbd>
          </button>
        </div>
        <PaletteList
          id={`${id}-list`}
          optionId={(entry) => `${id}-${entry.id}`}
          groups={groups}
          active={active}
          onPoint={({ id: pointed }) => choose(pointed)}
          onTake={(entry, event: MouseEvent) =>
            take(entry, { aside: event.ctrlKey || event.metaKey })
          }
          dimmed={!settled}
        />
        <p
          role="status"
          className={failed || (settled && !active) ? 'px-3 py-4 text-ink-2' : 'sr-only'}
        >
          {said({ typed, failed, settled, count: entries.length })}
        </p>
      </div>
    </Dialog>
  )
}

interface Told {
  typed: string
  failed: boolean
  settled: boolean
  count: number
}

function said({ typed, failed, settled, count }: Told): string {
  if (failed) return 'The hub did not answer. Type again to ask once more.'
  if (!settled || typed.trim() === '') return ''
  if (count === 0)
    return `Nothing is called “${typed.trim()}”. The filter of a list finds by more than names.`
  return count === 1 ? '1 result' : `${count} results`
}
