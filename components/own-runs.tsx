import { plural } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { OwnRun } from '@/lib/runs/own'
import { Time } from './time'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'

interface OwnRunsProps {
  org: string
  model: string
  runs: readonly OwnRun[]
  now: Date
}

/** The other way to a version: from what a run of the caller's has made. */
export function OwnRuns({ org, model, runs, now }: OwnRunsProps) {
  return (
    <Section title="From a run’s outputs">
      {runs.length === 0 ? (
        <p className="text-ink-2">
          Your runs of the last 30 days in this model’s projects appear here once they complete. Any
          other run of yours has a button on its own page.
        </p>
      ) : (
        <ul className="flex flex-col border-t border-line">
          {runs.map(({ project, run, step, outputs, finishedAt }) => (
            <li
              key={`${project}/${run}`}
              className="flex flex-wrap items-baseline gap-x-2 border-b border-line py-2 wrap-anywhere"
            >
              <TextLink href={paths.registerRun(org, project, run, { model })}>
                {project} #{run}
              </TextLink>
              {step && <span className="min-w-0">{step}</span>}
              <span className="ml-auto text-ink-2">
                {plural(outputs, 'file')}, <Time at={finishedAt} now={now} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
