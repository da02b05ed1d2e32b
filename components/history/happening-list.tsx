import { exactTime } from '@/lib/format'
import type { Happening } from '@/lib/history/view'
import { Caused } from './caused'

/** What became of a model, latest first, in sentences: all that the drawing shows. */
export function HappeningList({
  org,
  happenings,
}: {
  org: string
  happenings: readonly Happening[]
}) {
  return (
    <ol className="flex flex-col border-t border-line">
      {happenings.map((one) => (
        <li
          key={`${one.at} ${one.kind} ${one.alias} ${one.deployment} ${one.version} ${one.state} ${one.life}`}
          className="grid gap-x-6 gap-y-1 border-b border-line py-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]"
        >
          <div>
            <p className="wrap-anywhere">{sentenceOf(one)}</p>
            <time dateTime={one.at} className="text-ink-2">
              {exactTime(one.at)}
            </time>
          </div>
          <Caused org={org} cause={one.cause} />
        </li>
      ))}
    </ol>
  )
}

function sentenceOf(one: Happening): string {
  if (one.kind === 'alias') {
    if (one.version === null) return `${one.alias} was removed from v${one.from}.`
    if (one.version === one.from) return `${one.alias} was pointed at v${one.version} again.`
    return `${one.alias} went ${one.from === null ? '' : `from v${one.from} `}to v${one.version}.`
  }
  if (one.kind === 'traffic') {
    const served = one.variants.map(({ version, weight }) => `v${version} ${weight} %`).join(', ')
    return served
      ? `${one.deployment} (${one.target}) served ${served}, by revision ${one.revision}.`
      : `${one.deployment} (${one.target}) served none of it any more, by revision ${one.revision}.`
  }
  const registered = one.cause?.action === 'version.register'
  const state = one.life === 'live' ? one.state : `${one.state}, ${one.life}`
  const latest = one.latest === null ? 'latest meant nothing' : `latest meant v${one.latest}`
  const became = registered
    ? 'was registered'
    : state === 'pending'
      ? 'waited for review'
      : `was ${state}`
  return `v${one.version} ${became}; ${latest}.`
}
