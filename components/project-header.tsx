import type { ReactNode } from 'react'
import { paths } from '@/lib/paths'
import type { Project } from '@/lib/projects/view'
import { LifeBadge } from './life-badge'
import { PageHeader } from './shell/page-header'

interface ProjectHeaderProps {
  org: string
  project: Project
  actions?: ReactNode
}

/** A project's name, what it is about, and its pages. */
export function ProjectHeader({ org, project, actions }: ProjectHeaderProps) {
  const { slug, name, description, runs, life } = project
  return (
    <PageHeader
      title={name}
      badge={<LifeBadge life={life} />}
      trail={[{ href: paths.projects(org), label: 'Projects' }]}
      facts={description && <p className="max-w-[68ch]">{description}</p>}
      actions={actions}
      tabs={[
        { href: paths.project(org, slug), label: 'Models' },
        { href: paths.runs(org, slug), label: 'Runs', count: runs },
        { href: paths.projectSettings(org, slug), label: 'Settings' },
      ]}
    />
  )
}
