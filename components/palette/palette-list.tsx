'use client'
import { type MouseEvent, useEffect } from 'react'
import { isApprovalState, StateBadge } from '../state-badge'
import { cx } from '../ui/cx'
import { Kbd } from '../ui/kbd'
import type { Entry, Group } from './entries'

interface PaletteListProps {
  id: string
  optionId: (entry: Entry) => string
  groups: readonly Group[]
  active: Entry | undefined
  /** The pointer has come to it. */
  onPoint: (entry: Entry) => void
  onTake: (entry: Entry, event: MouseEvent) => void
  /** Still the answer to what was typed before. */
  dimmed: boolean
}

/** The options of the palette in their groups. The focus stays in the field, which names the active one. */
export function PaletteList(props: PaletteListProps) {
  const { id, optionId, groups, active, onPoint, onTake, dimmed } = props
  const activeId = active && optionId(active)
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' })
  }, [activeId])
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Results"
      aria-busy={dimmed || undefined}
      className="min-h-0 flex-1 scroll-py-8 overflow-y-auto p-1.5 empty:hidden"
    >
      {groups.map(({ title, entries }, place) => (
        <fieldset key={title} aria-labelledby={`${id}-${place}`}>
          <div id={`${id}-${place}`} className="px-2 pt-2 pb-1 text-ink-3">
            {title}
          </div>
          {entries.map((entry) => (
            <button
              key={entry.id}
              type="button"
              id={optionId(entry)}
              role="option"
              // The field keeps the focus and names the one that is active.
              tabIndex={-1}
              onMouseDown={(event) => event.preventDefault()}
              aria-selected={entry === active}
              onMouseMove={() => entry !== active && onPoint(entry)}
              onClick={(event) => onTake(entry, event)}
              className={cx(
                'flex min-h-9 w-full items-center text-left gap-3 rounded-sm px-2 py-1 aria-selected:bg-hover forced-colors:aria-selected:bg-[Highlight] forced-colors:aria-selected:text-[HighlightText] pointer-coarse:min-h-11',
                dimmed && entry.kind && 'opacity-50',
              )}
            >
              <Line entry={entry} />
            </button>
          ))}
        </fieldset>
      ))}
    </div>
  )
}

function Line({ entry: { title, detail, state, keys } }: { entry: Entry }) {
  return (
    <>
      <span className="min-w-0 flex-1 sm:flex sm:items-baseline sm:gap-3">
        <span className="line-clamp-2 wrap-anywhere sm:line-clamp-1 sm:shrink-0">{title}</span>
        {detail && <span className="line-clamp-1 min-w-0 wrap-anywhere text-ink-2">{detail}</span>}
      </span>
      {state &&
        (isApprovalState(state) ? (
          <StateBadge state={state} />
        ) : (
          <span className="text-ink-2">{state}</span>
        ))}
      {keys && (
        <span className="flex gap-1 pointer-coarse:hidden" aria-hidden="true">
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      )}
    </>
  )
}
