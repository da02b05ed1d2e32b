import type { Metadata } from 'next'
import { PolicyBody } from '@/app/policy/page-body'
import type { SearchParams } from '@/app/search'
import { requireCtx } from '@/app/session'
import { PageHeader } from '@/components/shell/page-header'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Policy' }

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function OrganizationPolicyPage({ params, searchParams }: Props) {
  const { org } = await params
  const ctx = await requireCtx(paths.policy(org))
  return (
    <>
      <PageHeader title="Policy" />
      <PolicyBody {...{ ctx, org, searchParams }} of={{}} />
    </>
  )
}
