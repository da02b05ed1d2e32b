import type { RunNamed } from '@/lib/lineage/openlineage/outside-run'
import { paths } from '@/lib/paths'
import { RunState } from '../run-state'
import { Time } from '../time'
import { TextLink } from '../ui/text-link'

interface RunNamesProps {
  org: string
  runs: readonly RunNamed[]
  now: Date
}

/** Outside runs one under the other, with how they stand. */
export function RunNames({ org, runs, now }: RunNamesProps) {
  return (
    <ul className="flex flex-col border-t border-line">
      {runs.map(({ id, name, state, at }) => (
        <li
          key={id}
          className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-line py-1.5"
        >
          <TextLink href={paths.outsideRun(org, id)} quiet className="min-w-0 wrap-anywhere">
            {name}
          </TextLink>
          <RunState state={state} />
          <span className="ml-auto text-ink-2">
            <Time at={at} now={now} />
          </span>
        </li>
      ))}
    </ul>
  )
}
