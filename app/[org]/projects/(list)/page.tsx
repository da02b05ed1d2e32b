import type { Metadata } from 'next'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { MayLink } from '@/components/may-link'
import { ProjectTable } from '@/components/project-table'
import { PageHeader } from '@/components/shell/page-header'
import { NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listProjects } from '@/lib/projects/queries'

export const metadata: Metadata = { title: 'Projects' }

const projectsSearch = listProjects.input.pick({ cursor: true })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function ProjectsPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor } = await search(searchParams, projectsSearch)
  const ctx = await requireCtx(paths.projects(org, { cursor }))
  const { items, nextCursor } = await load(() =>
    fromCursor(cursor, (from) => listProjects(ctx, { org, cursor: from })),
  )
  const may = (await load(async () => abilitiesIn(ctx, org, 'project.create')))['project.create']
  const create = <MayLink href={paths.newProject(org)} label="New project" may={may} />
  return (
    <>
      <PageHeader
        title="Projects"
        facts="A project groups runs and the models that come of them."
        actions={create}
      />
      {items.length > 0 ? (
        <ProjectTable org={org} projects={items} now={ctx.now()} />
      ) : (
        <NothingYet>
          Projects appear here. Make one, or let the first run of a job make it.
        </NothingYet>
      )}
      <Pager
        label="projects"
        firstHref={cursor ? paths.projects(org) : null}
        nextHref={nextCursor ? paths.projects(org, { cursor: nextCursor }) : null}
        nextLabel="Next"
      />
    </>
  )
}
