import { PolicyHistoryBody } from '@/app/policy/page-body'
import type { SearchParams } from '@/app/search'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import { type ModelParams, modelOf, modelTitle } from '../../../model'

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `History of the policy · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function ModelPolicyHistoryPage({ params, searchParams }: Props) {
  const { org, model } = await params
  const { ctx } = await modelOf(org, model, (at) => paths.policyHistory(org, { model: at }))
  return (
    <>
      <p className="mb-4">
        <TextLink href={paths.policy(org, { model })}>Back to the policy</TextLink>
      </p>
      <PolicyHistoryBody {...{ ctx, org, searchParams }} of={{ model }} />
    </>
  )
}
