import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { siteUrl } from '@/app/site-url'
import { DeploymentAside } from '@/components/deployments/deployment-aside'
import { RevisionHistory } from '@/components/deployments/revision-history'
import { ServingNow } from '@/components/deployments/serving-now'
import { Columns } from '@/components/ui/columns'
import { listRevisions } from '@/lib/deployments/queries'
import { paths } from '@/lib/paths'
import { type DeploymentParams, deploymentOf, deploymentTitle } from '../../deployment'
import { rollback } from '../actions'
import { PastDeployment } from './past'

export function generateMetadata({ params }: { params: DeploymentParams }) {
  return deploymentTitle(params, (name) => `${name} · Deployments`)
}

const revisionSearch = listRevisions.input.pick({ cursor: true })

interface Props {
  params: DeploymentParams
  searchParams: SearchParams
}

export default async function DeploymentPage({ params, searchParams }: Props) {
  const ref = await params
  const { org, deployment: name } = ref
  const [asked, { cursor }] = await Promise.all([
    searchParams,
    search(searchParams, revisionSearch),
  ])
  const at = [asked.at].flat()[0]
  const here = paths.deployment(org, name, { cursor, at })
  const { ctx, deployment } = await deploymentOf(org, name, here)
  // An address names a moment, and the form on the page a day and a time of day.
  if (at !== undefined || asked.day !== undefined)
    return <PastDeployment {...{ ctx, org, name, asked }} />
  const [revisions, baseUrl] = await Promise.all([
    load(() =>
      fromCursor(cursor, (from) => listRevisions(ctx, { ...ref, cursor: from, limit: 20 })),
    ),
    siteUrl(),
  ])
  const now = ctx.now()
  return (
    <Columns
      main={
        <>
          <ServingNow {...{ org, deployment, now }} />
          <RevisionHistory
            {...{ org, deployment, revisions, cursor, now }}
            rollback={(to) => rollback.bind(null, { ...ref, to })}
          />
        </>
      }
      aside={<DeploymentAside {...{ org, deployment, baseUrl, now }} />}
    />
  )
}
