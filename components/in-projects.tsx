import { Fragment } from 'react'
import { paths } from '@/lib/paths'
import { TextLink } from './ui/text-link'

/** "In penguins, cars": the projects that something belongs to; nothing where there is none. */
export function InProjects({ org, projects }: { org: string; projects: readonly string[] }) {
  if (projects.length === 0) return null
  return (
    <span className="min-w-0 wrap-anywhere">
      In{' '}
      {projects.map((project, index) => (
        <Fragment key={project}>
          {index > 0 && ', '}
          <TextLink href={paths.project(org, project)}>{project}</TextLink>
        </Fragment>
      ))}
    </span>
  )
}
