import type { Variant } from '@/lib/deployments/view'
import { plural } from '@/lib/format'
import { pathOfUri } from '@/lib/paths'
import { StateBadge } from '../state-badge'
import { cx } from '../ui/cx'
import { TextLink } from '../ui/text-link'
import { hiddenLook, lookOf, looksKept } from './split-look'

interface SplitProps {
  org: string
  variants: readonly Pick<Variant, 'name' | 'uri' | 'weight' | 'state'>[]
  /** How many more there are that the reader may not see. */
  hidden: number
  /** The point of the page, not a cell of a list. */
  large?: boolean
}

/** Which version gets how much of the traffic: one bar, and the same in words and numbers. */
export function Split({ org, variants, hidden, large = false }: SplitProps) {
  if (variants.length + hidden === 0) return <p className="text-ink-2">Serves nothing</p>
  const rest = restOf(variants)
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div
        aria-hidden="true"
        className={cx('flex w-full gap-0.5', large ? 'h-5' : 'h-2', looksKept)}
      >
        {variants.map(({ name, weight }, position) => (
          <Part key={name} share={weight} look={lookOf(position)} />
        ))}
        {hidden > 0 && <Part share={rest} look={hiddenLook} />}
      </div>
      <ul className={cx('flex flex-wrap', large ? 'gap-x-5 gap-y-1 text-prose' : 'gap-x-3')}>
        {variants.map(({ name, uri, weight, state }, position) => (
          <li key={name} className="flex min-w-0 items-center gap-1.5" title={uri}>
            <Swatch look={lookOf(position)} />
            <span className={cx('min-w-0 wrap-anywhere', !large && 'line-clamp-2')}>
              <TextLink href={pathOfUri(org, uri) ?? ''} quiet>
                {name}
              </TextLink>
            </span>
            <Percent of={weight} />
            {state !== 'approved' && <StateBadge state={state} />}
          </li>
        ))}
        {hidden > 0 && (
          <li className="flex items-center gap-1.5 text-ink-2">
            <Swatch look={hiddenLook} />
            {plural(hidden, 'version')} that you may not see
            <Percent of={rest} />
          </li>
        )}
      </ul>
    </div>
  )
}

function Part({ share, look }: { share: number; look: string }) {
  return (
    <span
      style={{ flexGrow: Math.max(share, 0) }}
      className={`min-w-1 basis-0 rounded-[2px] ${look}`}
    />
  )
}

function Swatch({ look }: { look: string }) {
  return (
    <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-[2px] ${looksKept} ${look}`} />
  )
}

/** "90 %", whose parts never part. */
export function Percent({ of }: { of: number }) {
  return <span className="whitespace-nowrap tabular-nums">{of}&nbsp;%</span>
}

/** What the named ones leave. */
export function restOf(variants: readonly { weight: number }[]): number {
  return 100 - variants.reduce((sum, { weight }) => sum + weight, 0)
}
