import type { Metadata } from 'next'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { MayLink } from '@/components/may-link'
import { ProjectTable } from '@/components/project-table'
import { PageHeader } from '@/components/shell/page-header'
import { NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { TextLink } from '@/components/ui/text-link'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listProjects } from '@/lib/projects/queries'

export const metadata: Metadata = { title: 'Projects' }

const projectsSearch = listProjects.input.pick({ cursor: true, life: true })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function ProjectsPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor, life } = await search(searchParams, projectsSearch)
  const archived = life === 'archived'
  const at = (from?: string) =>
    paths.projects(org, { cursor: from, ...(archived && { life: 'archived' }) })
  const ctx = await requireCtx(at(cursor))
  const { items, nextCursor } = await load(() =>
    fromCursor(cursor, (from) => listProjects(ctx, { org, life, cursor: from })),
  )
  const may = (await load(async () => abilitiesIn(ctx, org, 'project.create')))['project.create']
  const why = paths.why(org, 'project.create')
  const create = <MayLink href={paths.newProject(org)} label="New project" may={may} why={why} />
  return (
    <>
      <PageHeader
        title={archived ? 'Archived projects' : 'Projects'}
        facts={
          <>
            <span>A project groups runs and the models that come of them.</span>
            <TextLink href={paths.projects(org, archived ? {} : { life: 'archived' })}>
              {archived ? 'Projects in use' : 'Archived projects'}
            </TextLink>
          </>
        }
        actions={create}
      />
      {items.length > 0 ? (
        <ProjectTable org={org} projects={items} now={ctx.now()} />
      ) : (
        <NothingYet>
          {archived
            ? 'Projects that are archived in their settings appear here.'
            : 'Projects appear here. Make one, or let the first run of a job make it.'}
        </NothingYet>
      )}
      <Pager
        label="projects"
        firstHref={cursor ? at() : null}
        nextHref={nextCursor ? at(nextCursor) : null}
        nextLabel="Next"
      />
    </>
  )
}
