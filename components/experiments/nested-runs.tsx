import { paths } from '@/lib/paths'
import type { Tracking } from '@/lib/tracking/about'
import { RunState } from '../run-state'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'

interface NestedRunsProps {
  org: string
  project: string
  tracking: Tracking
}

/** The runs that a client nested in this one, the last started first. */
export function NestedRuns({ org, project, tracking }: NestedRunsProps) {
  const { children, moreChildren, experiment } = tracking
  if (children.length === 0) return null
  const beside = children.filter((child) => child.project === project).slice(0, 10)
  return (
    <Section
      title="Nested runs"
      aside={
        beside.length > 1 && (
          <TextLink
            href={paths.compareRuns(org, project, { run: beside.map(({ run }) => String(run)) })}
          >
            Compare {beside.length < children.length ? `the first ${beside.length}` : 'them'}
          </TextLink>
        )
      }
    >
      <ul className="flex flex-col border-t border-line">
        {children.map(({ project: at, run, name, state }) => (
          <li
            key={`${at} ${run}`}
            className="flex flex-wrap items-center justify-between gap-x-4 border-b border-line py-1.5"
          >
            <TextLink href={paths.run(org, at, run)} quiet className="min-w-0 wrap-anywhere">
              #{run} {name}
            </TextLink>
            <RunState state={state} />
          </li>
        ))}
      </ul>
      {moreChildren && (
        <p className="text-ink-2">
          There are more;{' '}
          <TextLink href={paths.experiment(org, project, experiment.experiment)}>
            the experiment
          </TextLink>{' '}
          has all.
        </p>
      )}
    </Section>
  )
}
