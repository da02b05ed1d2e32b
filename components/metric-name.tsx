import { judges, type Meaning } from '@/lib/metrics/direction'

/** A metric by its name, with its unit and which way is better, in words too. */
export function MetricName({ name, meaning }: { name: string; meaning: Meaning }) {
  const { direction, unit } = meaning
  return (
    <>
      {name}
      {unit && <span className="text-ink-2"> ({unit})</span>}
      {judges(name, meaning) && (
        <>
          <span aria-hidden="true" className="text-ink-3">
            {' '}
            {direction === 'lower' ? '↓' : '↑'}
          </span>
          <span className="sr-only">, {direction} is better</span>
        </>
      )}
    </>
  )
}
