import { paths } from '@/lib/paths'
import type { Project } from '@/lib/projects/view'
import { PageHeader } from './shell/page-header'

/** A project's name, what it is about, and its pages. */
export function ProjectHeader({ org, project }: { org: string; project: Project }) {
  const { slug, name, description, runs } = project
  return (
    <PageHeader
      title={name}
      facts={description && <p className="max-w-[68ch]">{description}</p>}
      tabs={[
        { href: paths.project(org, slug), label: 'Models' },
        { href: paths.runs(org, slug), label: 'Runs', count: runs },
      ]}
    />
  )
}
