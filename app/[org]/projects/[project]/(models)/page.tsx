import { inventoryOf } from '@/app/[org]/models/inventory'
import { inventoryFilters } from '@/app/[org]/models/inventory-search'
import { load } from '@/app/load'
import type { SearchParams } from '@/app/search'
import { MayLink } from '@/components/may-link'
import { ModelInventory } from '@/components/model-inventory'
import { ProjectHeader } from '@/components/project-header'
import { RecentRuns } from '@/components/recent-runs'
import { NothingYet } from '@/components/ui/empty'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listRuns } from '@/lib/runs/list'
import { restore } from '../actions'
import { type ProjectParams, projectOf, projectTitle } from '../project'

const archived = { ok: false, reason: 'Restore the project first.' } as const

export function generateMetadata({ params }: { params: ProjectParams }) {
  return projectTitle(params, (name) => `${name} · Projects`)
}

interface Props {
  params: ProjectParams
  searchParams: SearchParams
}

export default async function ProjectPage({ params, searchParams }: Props) {
  const { org, project: slug } = await params
  const { project: _, ...filters } = await inventoryFilters(searchParams)
  const { ctx, project } = await projectOf(org, slug, (at) => paths.project(org, at, filters))
  const list = paths.project(org, slug, { ...filters, columns: undefined })
  const [view, runs] = await Promise.all([
    inventoryOf(ctx, { org, filters: { ...filters, project: slug }, list }),
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
            why={paths.why(org, 'model.create')}
            kind="primary"
          />
        }
      />
      <div className="flex flex-col gap-8">
        <ModelInventory
          org={org}
          {...view}
          filters={filters}
          project={slug}
          addressOf={(changed) => paths.project(org, slug, changed)}
          none={<NothingYet>No model belongs to this project yet.</NothingYet>}
          now={now}
        />
        <RecentRuns org={org} project={project} runs={runs.items} now={now} />
      </div>
    </>
  )
}
