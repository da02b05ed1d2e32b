import { exactTime } from '@/lib/format'
import type { Lane } from './lanes'

/** Lanes over time, drawn on the server. The list beside it says the same in words. */
export function LanePlot({ lanes, from, to }: { lanes: readonly Lane[]; from: Date; to: Date }) {
  const span = Math.max(1, to.getTime() - from.getTime())
  const place = (at: number) => ((at - from.getTime()) / span) * 100
  return (
    <figure className="flex flex-col gap-1">
      <div aria-hidden="true" className="flex flex-col gap-1">
        {lanes.map(({ name, segments }) => (
          <div key={name} className="flex items-center gap-2">
            <span className="w-24 flex-none truncate font-mono sm:w-36" title={name}>
              {name}
            </span>
            <div className="relative h-6 min-w-0 flex-1 rounded-sm border border-line">
              {segments.map((one) => (
                <span
                  key={one.from}
                  title={`${one.label}, from ${exactTime(new Date(one.from).toISOString())}`}
                  style={{
                    left: `${place(one.from)}%`,
                    width: `${place(one.to) - place(one.from)}%`,
                  }}
                  className="absolute inset-y-0 truncate border-l-2 border-ink bg-hover px-1 leading-6"
                >
                  {one.label}
                </span>
              ))}
            </div>
          </div>
        ))}
      </div>
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-ink-2 sm:pl-38">
        <time dateTime={from.toISOString()}>{exactTime(from.toISOString())}</time>
        <time dateTime={to.toISOString()}>{exactTime(to.toISOString())}</time>
      </figcaption>
    </figure>
  )
}
