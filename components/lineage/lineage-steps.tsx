import Link from 'next/link'
import type { ReactNode } from 'react'
import { plural } from '@/lib/format'
import type { Direction, LineagePage } from '@/lib/lineage/view'
import type { LineageFilters } from '@/lib/paths'
import { cx } from '../ui/cx'
import { MinusIcon, PlusIcon } from '../ui/icons'

const ways = [
  { way: 'both', word: 'Both ways' },
  { way: 'up', word: 'Where it came from' },
  { way: 'down', word: 'What came of it' },
] as const satisfies readonly { way: Direction; word: string }[]

interface LineageStepsProps {
  asked: Pick<LineagePage, 'direction' | 'depth'>
  /** The most steps that may be asked for. */
  most: number
  hrefOf: (search: Omit<LineageFilters, 'uri'>) => string
  /** What that comes to. */
  children: ReactNode
}

/** Which way and how far to look: links, so that each answer has an address. */
export function LineageSteps({ asked, most, hrefOf, children }: LineageStepsProps) {
  const { direction, depth } = asked
  return (
    <div
      data-screen-only=""
      className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line pb-2"
    >
      <nav aria-label="Direction">
        <ul className="flex flex-wrap gap-1">
          {ways.map(({ way, word }) => (
            <li key={way}>
              <Link
                href={hrefOf({ direction: way, depth })}
                prefetch={false}
                scroll={false}
                aria-current={way === direction ? 'true' : undefined}
                className="flex h-8 items-center rounded-sm px-2 text-ink-2 hover:bg-hover aria-[current]:bg-hover aria-[current]:font-strong aria-[current]:text-ink pointer-coarse:h-11"
              >
                {word}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <nav aria-label="How far" className="flex items-center gap-1">
        <Step label="Fewer steps" href={depth > 1 ? hrefOf({ direction, depth: depth - 1 }) : null}>
          <MinusIcon />
        </Step>
        <span className="min-w-14 text-center">{plural(depth, 'step')}</span>
        <Step
          label="More steps"
          href={depth < most ? hrefOf({ direction, depth: depth + 1 }) : null}
        >
          <PlusIcon />
        </Step>
      </nav>
      <span className="text-ink-2">{children}</span>
    </div>
  )
}

/** One step more or fewer; where there is none, it stands there closed. */
function Step({
  label,
  href,
  children,
}: {
  label: string
  href: string | null
  children: ReactNode
}) {
  const box = 'flex size-8 items-center justify-center rounded-sm pointer-coarse:size-11'
  return href ? (
    <Link
      href={href}
      prefetch={false}
      scroll={false}
      aria-label={label}
      title={label}
      className={cx(box, 'hover:bg-hover')}
    >
      {children}
    </Link>
  ) : (
    <span aria-hidden="true" className={cx(box, 'text-ink-3 opacity-50')}>
      {children}
    </span>
  )
}
