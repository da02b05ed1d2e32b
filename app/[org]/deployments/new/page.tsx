import type { Metadata } from 'next'
import { load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { NewDeploymentForm } from '@/components/deployments/new-deployment-form'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { TextLink } from '@/components/ui/text-link'
import { listChoices } from '@/lib/deployments/choices'
import { createDeployment } from '@/lib/deployments/create'
import { abilityAnywhere } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listProjectNames } from '@/lib/projects/queries'
import { create } from './actions'

export const metadata: Metadata = { title: 'New deployment' }

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function NewDeploymentPage({ params, searchParams }: Props) {
  const { org } = await params
  const { project } = await search(searchParams, createDeployment.input.pick({ project: true }))
  const ctx = await requireCtx(paths.newDeployment(org, { project }))
  const may = await load(async () => abilityAnywhere(ctx, org, 'deployment.create'))
  const [projects, { targets }] = await Promise.all([
    load(() => listProjectNames(ctx, { org })),
    load(() => listChoices(ctx, { org })),
  ])
  return (
    <>
      <PageHeader
        title="New deployment"
        trail={[{ href: paths.deployments(org), label: 'Deployments' }]}
      />
      {!may.ok ? (
        <NotAllowed
          title="You cannot make a deployment here"
          reason={may.reason}
          whoCan="Maintainers of a project make deployments in it."
          why={paths.why(org, 'deployment.create')}
        />
      ) : projects.length === 0 ? (
        <NothingYet>
          A deployment belongs to a project, and there is none yet.{' '}
          <TextLink href={paths.newProject(org)}>Make a project</TextLink> first.
        </NothingYet>
      ) : (
        <NewDeploymentForm
          {...{ projects, project, targets }}
          create={create.bind(null, { org })}
          cancelHref={paths.deployments(org)}
        />
      )}
    </>
  )
}
