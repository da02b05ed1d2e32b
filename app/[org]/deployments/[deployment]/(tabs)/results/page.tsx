import { load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { siteUrl } from '@/app/site-url'
import { ResultsView } from '@/components/deployments/results-view'
import { deploymentResults } from '@/lib/deployments/results'
import { paths } from '@/lib/paths'
import { type DeploymentParams, deploymentOf, deploymentTitle } from '../../deployment'

export function generateMetadata({ params }: { params: DeploymentParams }) {
  return deploymentTitle(params, (name) => `Results · ${name}`)
}

const resultsSearch = deploymentResults.input.pick({ metric: true, from: true, to: true })

interface Props {
  params: DeploymentParams
  searchParams: SearchParams
}

export default async function DeploymentResultsPage({ params, searchParams }: Props) {
  const ref = await params
  const { org, deployment: name } = ref
  const asked = await search(searchParams, resultsSearch)
  const { ctx, deployment } = await deploymentOf(
    org,
    name,
    paths.deploymentResults(org, name, asked),
  )
  const [results, baseUrl] = await Promise.all([
    load(() => deploymentResults(ctx, { ...ref, ...asked })),
    siteUrl(),
  ])
  return (
    <ResultsView
      {...{ org, results, asked, baseUrl }}
      may={deployment.abilities.observe}
      now={ctx.now()}
    />
  )
}
