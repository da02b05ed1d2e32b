import type { ReactNode } from 'react'
import { paths } from '@/lib/paths'
import type { ProjectWithAbilities } from '@/lib/projects/view'
import type { FormAction } from './action-result'
import { ArchivedNotice } from './archived-notice'
import { LifeBadge } from './life-badge'
import { PageHeader } from './shell/page-header'

interface ProjectHeaderProps {
  org: string
  project: ProjectWithAbilities
  restore: FormAction
  actions?: ReactNode
}

/** A project's name, what it is about, its pages, and the way back where it is archived. */
export function ProjectHeader({ org, project, restore, actions }: ProjectHeaderProps) {
  const { slug, name, description, runs, life } = project
  return (
    <>
      <PageHeader
        title={name}
        badge={<LifeBadge life={life} />}
        trail={[{ href: paths.projects(org), label: 'Projects' }]}
        facts={description && <p className="max-w-[68ch]">{description}</p>}
        actions={actions}
        tabs={[
          { href: paths.project(org, slug), label: 'Models' },
          { href: paths.runs(org, slug), label: 'Runs', count: runs },
          { href: paths.experiments(org, slug), label: 'Experiments' },
          { href: paths.groups(org, slug), label: 'Tasks and pipelines' },
          { href: paths.policy(org, { project: slug }), label: 'Policy' },
          { href: paths.projectSettings(org, slug), label: 'Settings' },
        ]}
      />
      {life === 'archived' && (
        <ArchivedNotice
          called={slug}
          means="It takes no new runs or models."
          restore={restore}
          ability={project.abilities.restore}
          why={paths.why(org, 'project.restore', `/${org}/projects/${slug}`)}
        />
      )}
    </>
  )
}
