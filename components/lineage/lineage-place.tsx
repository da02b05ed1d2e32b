'use client'
import Link from 'next/link'
import { Handle, Position, useReactFlow } from 'reactflow'
import { cx } from '../ui/cx'
import { PlusIcon } from '../ui/icons'
import { KindIcon } from './kind-icon'
import { NodeState, RecalledMark } from './node-state'
import { placeSize } from './size'
import type { DrawnPlace } from './view'

/** One thing of the drawing: a link with its kind, name and state. */
export function LineagePlace({ place }: { place: DrawnPlace }) {
  const { kind, word, name, state, recalled, code, href, self, group, more } = place
  const show = useShow(place)
  // The icon says the kind too, and there is no room for all three words.
  const crowded =
    (kind === 'version' && recalled) ||
    kind === 'deployment_revision' ||
    (code !== null && !recalled)
  return (
    <>
      {/* Where lines end; they are not to be seen. */}
      <Handle type="target" position={Position.Left} isConnectable={false} className="invisible" />
      <Handle type="source" position={Position.Right} isConnectable={false} className="invisible" />
      <Link
        href={href}
        prefetch={false}
        draggable={false}
        onFocus={show}
        aria-current={self ? 'true' : undefined}
        title={group ? `Show the ${name} one by one` : name}
        className={cx(
          'pointer-events-auto flex size-full items-center gap-1.5 rounded-md border bg-paper px-1.5 hover:bg-hover',
          self ? 'border-ink outline outline-ink' : 'border-line-strong',
          group && 'shadow-[3px_3px_0_-1px_var(--paper),3px_3px_0_0_var(--line-strong)]',
        )}
      >
        <KindIcon kind={kind} className="text-ink-2" />
        <span className="flex min-w-0 flex-1 flex-col leading-5">
          <span className={cx('truncate', self && 'font-strong')}>{name}</span>
          <span className="flex min-w-0 items-center gap-1 text-ink-2">
            {!group && <span className={crowded ? 'sr-only' : 'truncate'}>{word}</span>}
            <NodeState kind={kind} state={state} />
            {recalled && <RecalledMark small={state !== null} />}
            {code && !recalled && (
              <span className="ml-auto shrink-0 font-mono text-[11px] text-ink-3">{code}</span>
            )}
          </span>
        </span>
      </Link>
      {more && (
        <Link
          href={more.href}
          prefetch={false}
          scroll={false}
          onFocus={show}
          aria-label={
            more.side === 'left' ? `Show what ${name} came from` : `Show what came of ${name}`
          }
          title={more.side === 'left' ? 'Show what it came from' : 'Show what came of it'}
          className={cx(
            'pointer-events-auto absolute top-1/2 flex size-6 -translate-y-1/2 items-center justify-center rounded-full border border-line-strong bg-paper hover:bg-hover',
            more.side === 'left' ? '-left-7' : '-right-7',
          )}
        >
          <PlusIcon />
        </Link>
      )}
    </>
  )
}

/** Brings a place into the window when the keyboard comes to it; the window itself does not scroll. */
function useShow({ x, y }: DrawnPlace) {
  const { setCenter, getZoom } = useReactFlow()
  const { width, height } = placeSize
  return (event: { currentTarget: HTMLElement }) => {
    if (event.currentTarget.matches(':focus-visible'))
      setCenter(x + width / 2, y + height / 2, { zoom: getZoom() })
  }
}
