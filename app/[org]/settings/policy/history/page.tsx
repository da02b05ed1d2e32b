import type { Metadata } from 'next'
import { PolicyHistoryBody } from '@/app/policy/page-body'
import type { SearchParams } from '@/app/search'
import { requireCtx } from '@/app/session'
import { PageHeader } from '@/components/shell/page-header'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'History of the policy' }

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function OrganizationPolicyHistoryPage({ params, searchParams }: Props) {
  const { org } = await params
  const ctx = await requireCtx(paths.policyHistory(org))
  return (
    <>
      <PageHeader
        title="History of the policy"
        trail={[{ href: paths.policy(org), label: 'Policy' }]}
      />
      <PolicyHistoryBody {...{ ctx, org, searchParams }} of={{}} />
    </>
  )
}
