import { paths } from '@/lib/paths'
import { Nothing } from './ui/table'
import { TextLink } from './ui/text-link'

/** The projects that something belongs to, in a cell of a table: two of them, and how many more. */
export function ProjectLinks({ org, projects }: { org: string; projects: readonly string[] }) {
  if (projects.length === 0) return <Nothing says="no project" />
  const shown = projects.slice(0, 2)
  return (
    <span className="line-clamp-2">
      {shown.map((project, index) => (
        <span key={project}>
          {index > 0 && ', '}
          <TextLink href={paths.project(org, project)} quiet>
            {project}
          </TextLink>
        </span>
      ))}
      {projects.length > shown.length && (
        <span className="text-ink-2"> and {projects.length - shown.length} more</span>
      )}
    </span>
  )
}
