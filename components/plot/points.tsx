'use client'
import Link from 'next/link'
import { type KeyboardEvent, useRef, useState } from 'react'
import { cx } from '../ui/cx'
import { PlotMark } from './mark'
import { shareOf } from './scale'
import { type PlotAxis, type PlotPoint, pointPlotMargin } from './view'

interface PlotPointsProps {
  label: string
  x: PlotAxis
  y: PlotAxis
  points: readonly PlotPoint[]
  /** Once scripts run, the points are one stop of the Tab key and arrow keys go among them. */
  scripted: boolean
}

/** With more of them only the notable ones are named. */
const mostNamed = 12

/** The points of a drawing as links; each says all that it stands for. */
export function PlotPoints({ label, x, y, points, scripted }: PlotPointsProps) {
  const [at, setAt] = useState(0)
  const [shown, setShown] = useState<number | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const { top, right, bottom, left } = pointPlotMargin
  const stop = Math.min(at, points.length - 1)

  function go(event: KeyboardEvent) {
    const to = nextOf(points, stop, event.key)
    if (to === null || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    setAt(to)
    list.current?.querySelectorAll('a')[to]?.focus({ preventScroll: true })
  }

  return (
    <ul
      ref={list}
      aria-label={scripted ? `${label}. Arrow keys go from one to the next.` : label}
      className="absolute"
      style={{ top, right, bottom, left }}
      onKeyDown={go}
      onPointerLeave={() => setShown(null)}
    >
      {points.map((point, index) => {
        const place = { left: shareOf(point.x, x.scale), top: 1 - shareOf(point.y, y.scale) }
        const named = points.length <= mostNamed || point.notable
        return (
          <li
            key={point.key}
            className={cx('absolute size-0', shown === index && 'z-10')}
            style={{ left: `${place.left * 100}%`, top: `${place.top * 100}%` }}
          >
            <Link
              href={point.href}
              prefetch={false}
              tabIndex={scripted && index !== stop ? -1 : 0}
              {...(scripted ? {} : { title: point.lines.join(', ') })}
              className="absolute flex size-6 -translate-1/2 items-center justify-center rounded-full outline-offset-0! hover:bg-hover"
              onPointerEnter={() => setShown(index)}
              onFocus={() => {
                setAt(index)
                setShown(index)
              }}
              onBlur={() => setShown(null)}
            >
              <PlotMark mark={point.mark} />
              <span className="sr-only">{point.lines.join(', ')}</span>
            </Link>
            {named && (
              <span
                aria-hidden="true"
                className={cx(
                  'pointer-events-none absolute bottom-1 max-w-28 truncate whitespace-nowrap text-ink-2',
                  place.left > 0.85 ? 'right-1.5' : 'left-1.5',
                  // On a phone they would stand on each other.
                  !point.notable && points.length > 6 && 'max-sm:hidden',
                )}
              >
                {point.name}
              </span>
            )}
            {shown === index && <Told lines={point.lines} place={place} />}
          </li>
        )
      })}
    </ul>
  )
}

/** What a point says, beside it; on whichever side there is room. */
function Told({
  lines,
  place,
}: {
  lines: readonly string[]
  place: { left: number; top: number }
}) {
  const [name, ...rest] = lines
  return (
    <div
      aria-hidden="true"
      className={cx(
        'pointer-events-none absolute z-10 w-max max-w-56 rounded-md border border-line-strong bg-paper px-2.5 py-1.5 wrap-anywhere',
        place.left > 0.5 ? 'right-4' : 'left-4',
        place.top > 0.5 ? 'bottom-3' : 'top-3',
      )}
    >
      <p className="font-strong">{name}</p>
      {rest.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  )
}

/** Where a key leads from a point: to the next in its direction, or to the ends; null for other keys. */
function nextOf(points: readonly PlotPoint[], from: number, key: string): number | null {
  const axis = key === 'ArrowUp' || key === 'ArrowDown' ? 'y' : 'x'
  const order = points
    .map((point, index) => ({ index, value: point[axis] }))
    .sort((a, b) => a.value - b.value || a.index - b.index)
  const place = order.findIndex(({ index }) => index === from)
  const steps: Record<string, number> = {
    ArrowRight: place + 1,
    ArrowLeft: place - 1,
    ArrowUp: place + 1,
    ArrowDown: place - 1,
    Home: 0,
    End: order.length - 1,
  }
  const step = steps[key]
  if (step === undefined) return null
  return order[Math.max(0, Math.min(order.length - 1, step))]?.index ?? null
}
