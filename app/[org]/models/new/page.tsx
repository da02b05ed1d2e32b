import type { Metadata } from 'next'
import { load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { NewModelForm } from '@/components/new-model-form'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed } from '@/components/ui/empty'
import { listModels } from '@/lib/models/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listProjectNames } from '@/lib/projects/queries'
import { create } from './actions'

export const metadata: Metadata = { title: 'New model' }

const newModelSearch = listModels.input.pick({ project: true })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function NewModelPage({ params, searchParams }: Props) {
  const { org } = await params
  const { project } = await search(searchParams, newModelSearch)
  const ctx = await requireCtx(paths.newModel(org, { project }))
  const creates = (await load(async () => abilitiesIn(ctx, org, 'model.create')))['model.create']
  const projects = await load(() => listProjectNames(ctx, { org }))
  const cancelHref = project ? paths.project(org, project) : paths.models(org)
  return (
    <>
      <PageHeader title="New model" trail={[{ href: paths.models(org), label: 'Models' }]} />
      {creates.ok ? (
        <NewModelForm
          create={create.bind(null, { org })}
          projects={projects}
          project={project ?? null}
          cancelHref={cancelHref}
        />
      ) : (
        <NotAllowed
          title="You cannot make a model here"
          reason={creates.reason}
          whoCan="An admin of the organization gives roles."
        />
      )}
    </>
  )
}
