import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { GroupList } from '@/components/group-list'
import { ProjectHeader } from '@/components/project-header'
import { listGroups } from '@/lib/groups/queries'
import { paths } from '@/lib/paths'
import { restore } from '../../actions'
import { type ProjectParams, projectOf, projectTitle } from '../../project'

const groupsSearch = listGroups.input.pick({ kind: true, state: true, cursor: true })

export function generateMetadata({ params }: { params: ProjectParams }) {
  return projectTitle(params, (name) => `Tasks and pipelines · ${name}`)
}

interface Props {
  params: ProjectParams
  searchParams: SearchParams
}

export default async function GroupsPage({ params, searchParams }: Props) {
  const { org, project: slug } = await params
  const filters = await search(searchParams, groupsSearch)
  const { ctx, project } = await projectOf(org, slug, (at) => paths.groups(org, at, filters))
  const groups = await load(() =>
    fromCursor(filters.cursor, (cursor) =>
      listGroups(ctx, { ...filters, org, project: slug, cursor }),
    ),
  )
  return (
    <>
      <ProjectHeader
        org={org}
        project={project}
        restore={restore.bind(null, { org, project: slug })}
      />
      <GroupList {...{ org, groups, filters }} project={slug} now={ctx.now()} />
    </>
  )
}
