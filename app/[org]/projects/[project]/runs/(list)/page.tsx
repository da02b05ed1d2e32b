import { runChoices, runFacetsOf, runsInput, runsSearch } from '@/app/[org]/runs-search'
import { loadFiltered } from '@/app/load-filtered'
import { type SearchParams, search } from '@/app/search'
import { siteUrl } from '@/app/site-url'
import { FirstRun } from '@/components/first-run'
import { ProjectHeader } from '@/components/project-header'
import { RunList } from '@/components/run-list'
import { paths } from '@/lib/paths'
import { listRuns } from '@/lib/runs/list'
import { restore } from '../../actions'
import { type ProjectParams, projectOf, projectTitle } from '../../project'

const projectRunsSearch = runsSearch.omit({ project: true })

export function generateMetadata({ params }: { params: ProjectParams }) {
  return projectTitle(params, (name) => `Runs · ${name}`)
}

interface Props {
  params: ProjectParams
  searchParams: SearchParams
}

export default async function RunsPage({ params, searchParams }: Props) {
  const { org, project: slug } = await params
  const filters = await search(searchParams, projectRunsSearch)
  const { ctx, project } = await projectOf(org, slug, (at) => paths.runs(org, at, filters))
  const asked = { ...runsInput(filters), org, project: slug }
  const [runs, facets, choices, baseUrl] = await Promise.all([
    loadFiltered('runs', filters, (at) => listRuns(ctx, { ...asked, ...at })),
    runFacetsOf(ctx, asked),
    runChoices(ctx, org),
    siteUrl(),
  ])
  return (
    <>
      <ProjectHeader
        org={org}
        project={project}
        restore={restore.bind(null, { org, project: slug })}
      />
      <RunList
        {...{ org, runs, facets, filters, ...choices }}
        addressOf={(changed) => paths.runs(org, slug, changed)}
        none={<FirstRun baseUrl={baseUrl} project={slug} />}
        now={ctx.now()}
      />
    </>
  )
}
