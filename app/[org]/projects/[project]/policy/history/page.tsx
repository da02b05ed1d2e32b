import { PolicyHistoryBody } from '@/app/policy/page-body'
import type { SearchParams } from '@/app/search'
import { PageHeader } from '@/components/shell/page-header'
import { paths } from '@/lib/paths'
import { type ProjectParams, projectOf, projectTitle } from '../../project'

export function generateMetadata({ params }: { params: ProjectParams }) {
  return projectTitle(params, (name) => `History of the policy · ${name}`)
}

interface Props {
  params: ProjectParams
  searchParams: SearchParams
}

export default async function ProjectPolicyHistoryPage({ params, searchParams }: Props) {
  const { org, project: slug } = await params
  const address = (at: string) => paths.policyHistory(org, { project: at })
  const { ctx, project } = await projectOf(org, slug, address)
  return (
    <>
      <PageHeader
        title="History of the policy"
        trail={[
          { href: paths.projects(org), label: 'Projects' },
          { href: paths.project(org, slug), label: project.name },
          { href: paths.policy(org, { project: slug }), label: 'Policy' },
        ]}
      />
      <PolicyHistoryBody {...{ ctx, org, searchParams }} of={{ project: slug }} />
    </>
  )
}
