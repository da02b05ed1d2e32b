import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { siteUrl } from '@/app/site-url'
import { ProjectHeader } from '@/components/project-header'
import { RunList } from '@/components/run-list'
import { paths } from '@/lib/paths'
import { listRuns } from '@/lib/runs/list'
import { restore } from '../../actions'
import { type ProjectParams, projectOf, projectTitle } from '../../project'

const runsSearch = listRuns.input.pick({ state: true, cursor: true })

export function generateMetadata({ params }: { params: ProjectParams }) {
  return projectTitle(params, (name) => `Runs · ${name}`)
}

interface Props {
  params: ProjectParams
  searchParams: SearchParams
}

export default async function RunsPage({ params, searchParams }: Props) {
  const { org, project: slug } = await params
  const filters = await search(searchParams, runsSearch)
  const { ctx, project } = await projectOf(org, slug, (at) => paths.runs(org, at, filters))
  const [runs, baseUrl] = await Promise.all([
    load(() =>
      fromCursor(filters.cursor, (cursor) =>
        listRuns(ctx, { ...filters, org, project: slug, cursor }),
      ),
    ),
    siteUrl(),
  ])
  return (
    <>
      <ProjectHeader
        org={org}
        project={project}
        restore={restore.bind(null, { org, project: slug })}
      />
      <RunList {...{ org, runs, filters, baseUrl }} project={slug} now={ctx.now()} />
    </>
  )
}
