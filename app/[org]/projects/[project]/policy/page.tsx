import { PolicyBody } from '@/app/policy/page-body'
import type { SearchParams } from '@/app/search'
import { ProjectHeader } from '@/components/project-header'
import { paths } from '@/lib/paths'
import { restore } from '../actions'
import { type ProjectParams, projectOf, projectTitle } from '../project'

export function generateMetadata({ params }: { params: ProjectParams }) {
  return projectTitle(params, (name) => `Policy · ${name}`)
}

interface Props {
  params: ProjectParams
  searchParams: SearchParams
}

export default async function ProjectPolicyPage({ params, searchParams }: Props) {
  const { org, project: slug } = await params
  const address = (at: string) => paths.policy(org, { project: at })
  const { ctx, project } = await projectOf(org, slug, address)
  return (
    <>
      <ProjectHeader {...{ org, project }} restore={restore.bind(null, { org, project: slug })} />
      <PolicyBody {...{ ctx, org, searchParams }} of={{ project: slug }} />
    </>
  )
}
