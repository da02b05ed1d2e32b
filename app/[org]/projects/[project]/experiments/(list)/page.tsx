import { z } from 'zod'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { siteUrl } from '@/app/site-url'
import { ExperimentList } from '@/components/experiments/experiment-list'
import { ProjectHeader } from '@/components/project-header'
import { listExperiments } from '@/lib/experiments/list'
import { paths } from '@/lib/paths'
import { PageInput } from '@/lib/view'
import { restore } from '../../actions'
import { type ProjectParams, projectOf, projectTitle } from '../../project'

const experimentsSearch = z.object({
  life: z.literal('deleted'),
  cursor: PageInput.shape.cursor,
})

export function generateMetadata({ params }: { params: ProjectParams }) {
  return projectTitle(params, (name) => `Experiments · ${name}`)
}

interface Props {
  params: ProjectParams
  searchParams: SearchParams
}

export default async function ExperimentsPage({ params, searchParams }: Props) {
  const { org, project: slug } = await params
  const filters = await search(searchParams, experimentsSearch)
  const { ctx, project } = await projectOf(org, slug, (at) => paths.experiments(org, at, filters))
  const [experiments, baseUrl] = await Promise.all([
    load(() =>
      fromCursor(filters.cursor, (cursor) =>
        listExperiments(ctx, { org, project: slug, life: filters.life, cursor }),
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
      <ExperimentList {...{ org, experiments, filters, baseUrl }} project={slug} now={ctx.now()} />
    </>
  )
}
