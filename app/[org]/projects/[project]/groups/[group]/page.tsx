import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { GroupHeader } from '@/components/group-header'
import { PipelineMatter } from '@/components/pipeline-matter'
import { TaskMatter } from '@/components/task-matter'
import { getGroup } from '@/lib/groups/queries'
import { paths } from '@/lib/paths'

type GroupParams = Promise<{ org: string; project: string; group: string }>

/** The group of an address with the caller; asked once for the title and the page. */
const groupOf = cache(async (org: string, project: string, group: string) => {
  const ctx = await requireCtx(`${paths.groups(org, project)}/${encodeURIComponent(group)}`)
  return { ctx, group: await load(() => getGroup(ctx, { org, project, group })) }
})

export async function generateMetadata({ params }: { params: GroupParams }): Promise<Metadata> {
  const { org, project, group } = await params
  const { name } = (await groupOf(org, project, group)).group
  return { title: `${name} · ${project}` }
}

export default async function GroupPage({ params }: { params: GroupParams }) {
  const { org, project, group: number } = await params
  const { ctx, group } = await groupOf(org, project, number)
  if (group.project !== project) redirect(paths.group(org, group.project, group.group))
  return (
    <>
      <GroupHeader org={org} group={group} />
      <div className="flex flex-col gap-8">
        {group.kind === 'task' ? (
          <TaskMatter org={org} group={group} />
        ) : (
          <PipelineMatter org={org} group={group} now={ctx.now()} />
        )}
      </div>
    </>
  )
}
