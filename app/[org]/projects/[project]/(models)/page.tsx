import { inventorySearch } from '@/app/[org]/models/inventory-search'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { MayLink } from '@/components/may-link'
import { ModelInventory } from '@/components/model-inventory'
import { ProjectHeader } from '@/components/project-header'
import { RecentRuns } from '@/components/recent-runs'
import { NothingYet } from '@/components/ui/empty'
import { listModels } from '@/lib/models/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listRuns } from '@/lib/runs/list'
import { restore } from '../actions'
import { type ProjectParams, projectOf, projectTitle } from '../project'

const archived = { ok: false, reason: 'Restore the project first.' } as const

const projectSearch = inventorySearch.omit({ project: true })

export function generateMetadata({ params }: { params: ProjectParams }) {
  return projectTitle(params, (name) => `${name} · Projects`)
}

interface Props {
  params: ProjectParams
  searchParams: SearchParams
}

export default async function ProjectPage({ params, searchParams }: Props) {
  const { org, project: slug } = await params
  const filters = await search(searchParams, projectSearch)
  const { ctx, project } = await projectOf(org, slug, (at) => paths.project(org, at, filters))
  const [models, runs] = await Promise.all([
    load(() =>
      fromCursor(filters.cursor, (cursor) =>
        listModels(ctx, { ...filters, org, project: slug, cursor }),
      ),
    ),
    load(() => listRuns(ctx, { org, project: slug, limit: 5 })),
  ])
  const creates = abilitiesIn(ctx, org, 'model.create')['model.create']
  const now = ctx.now()
  return (
    <>
      <ProjectHeader
        org={org}
        project={project}
        restore={restore.bind(null, { org, project: slug })}
        actions={
          <MayLink
            href={paths.newModel(org, { project: slug })}
            label="New model"
            may={project.life === 'live' ? creates : archived}
            kind="primary"
          />
        }
      />
      <div className="flex flex-col gap-8">
        <ModelInventory
          org={org}
          models={models}
          filters={filters}
          addressOf={(changed) => paths.project(org, slug, changed)}
          none={<NothingYet>No model belongs to this project yet.</NothingYet>}
          now={now}
        />
        <RecentRuns org={org} project={project} runs={runs.items} now={now} />
      </div>
    </>
  )
}
