import { fromCursor, loadIfAllowed, loadIfThere } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { AccessReport } from '@/components/access-report/access-report'
import { ProjectHeader } from '@/components/project-header'
import { askable, askedOf } from '@/lib/access-report/askable'
import { mayDoInProject } from '@/lib/access-report/may'
import { whoMayInProject } from '@/lib/access-report/who'
import { type AccessSearch, paths } from '@/lib/paths'
import { restore } from '../actions'
import { type ProjectParams, projectOf, projectTitle } from '../project'

const accessSearch = whoMayInProject.input
  .pick({ can: true, cursor: true })
  .extend(mayDoInProject.input.pick({ person: true }).shape)

export function generateMetadata({ params }: { params: ProjectParams }) {
  return projectTitle(params, (name) => `Who may · ${name}`)
}

interface Props {
  params: ProjectParams
  searchParams: SearchParams
}

export default async function ProjectAccessPage({ params, searchParams }: Props) {
  const { org, project: slug } = await params
  const asked = await search(searchParams, accessSearch)
  const { person } = asked
  const can = askedOf('project', asked.can) ?? 'version.approve'
  const addressOf = (of: AccessSearch) => paths.projectAccess(org, slug, of)
  const { ctx, project } = await projectOf(org, slug, (at) => paths.projectAccess(org, at, asked))
  const ref = { org, project: slug }
  const who = await loadIfAllowed(() =>
    fromCursor(asked.cursor, (cursor) => whoMayInProject(ctx, { ...ref, can, cursor })),
  )
  const one =
    who.ok && person ? await loadIfThere(() => mayDoInProject(ctx, { ...ref, person })) : null
  return (
    <>
      <ProjectHeader org={org} project={project} restore={restore.bind(null, ref)} />
      <AccessReport
        {...{ who, asked, addressOf }}
        actions={askable.project}
        person={one}
        whyHref={paths.why(org, 'project.access', `/${org}/projects/${slug}`)}
      />
    </>
  )
}
