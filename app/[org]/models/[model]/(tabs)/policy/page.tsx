import { PolicyBody } from '@/app/policy/page-body'
import type { SearchParams } from '@/app/search'
import { paths } from '@/lib/paths'
import { type ModelParams, modelOf, modelTitle } from '../../model'

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Policy · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function ModelPolicyPage({ params, searchParams }: Props) {
  const { org, model } = await params
  const { ctx } = await modelOf(org, model, (at) => paths.policy(org, { model: at }))
  return <PolicyBody {...{ ctx, org, searchParams }} of={{ model }} />
}
