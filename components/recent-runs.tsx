import { plural } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { Project } from '@/lib/projects/view'
import type { RunItem } from '@/lib/runs/view'
import { RunTable } from './run-table'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'

interface RecentRunsProps {
  org: string
  project: Pick<Project, 'slug' | 'runs'>
  /** Newest first. */
  runs: readonly RunItem[]
  now: Date
}

/** What ran last in a project, and the way to all of it. */
export function RecentRuns({ org, project, runs, now }: RecentRunsProps) {
  if (runs.length === 0) return null
  const all = (
    <TextLink href={paths.runs(org, project.slug)}>All {plural(project.runs, 'run')}</TextLink>
  )
  return (
    <Section title="Recent runs" aside={all}>
      <RunTable org={org} runs={runs} now={now} caption="Recent runs" />
    </Section>
  )
}
