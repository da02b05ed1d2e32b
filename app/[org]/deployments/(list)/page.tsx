import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, load, loadIfThere } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { DeploymentList } from '@/components/deployments/deployment-list'
import { MayLink } from '@/components/may-link'
import { PageHeader } from '@/components/shell/page-header'
import { listChoices } from '@/lib/deployments/choices'
import { listDeployments } from '@/lib/deployments/queries'
import { abilityAnywhere } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listProjectNames } from '@/lib/projects/queries'

export const metadata: Metadata = { title: 'Deployments' }

const deploymentSearch = listDeployments.input
  .pick({ project: true, target: true, cursor: true })
  .extend({ life: z.literal('archived') })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function DeploymentsPage({ params, searchParams }: Props) {
  const { org } = await params
  const filters = await search(searchParams, deploymentSearch)
  const ctx = await requireCtx(paths.deployments(org, filters))
  const { life, cursor, ...narrowed } = filters
  const archived = life === 'archived'
  const [found, projects, { targets }] = await Promise.all([
    // A project that is not there has none.
    loadIfThere(() =>
      fromCursor(cursor, (from) =>
        listDeployments(ctx, { ...narrowed, archived, org, cursor: from }),
      ),
    ),
    load(() => listProjectNames(ctx, { org })),
    load(() => listChoices(ctx, { org })),
  ])
  const may = abilityAnywhere(ctx, org, 'deployment.create')
  return (
    <>
      <PageHeader
        title="Deployments"
        facts="A name under which applications ask which version serves them."
        actions={
          <MayLink
            href={paths.newDeployment(org)}
            label="New deployment"
            may={may}
            why={paths.why(org, 'deployment.create')}
            kind="primary"
          />
        }
      />
      <DeploymentList
        {...{ org, filters, projects, targets, may }}
        deployments={found ?? { items: [], nextCursor: null }}
        now={ctx.now()}
      />
    </>
  )
}
