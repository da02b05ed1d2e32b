import type { Metadata } from 'next'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { siteUrl } from '@/app/site-url'
import { FirstModel } from '@/components/first-model'
import { MayLink } from '@/components/may-link'
import { ModelInventory } from '@/components/model-inventory'
import { PageHeader } from '@/components/shell/page-header'
import { listModels } from '@/lib/models/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listProjectNames } from '@/lib/projects/queries'
import { inventorySearch } from '../inventory-search'

export const metadata: Metadata = { title: 'Models' }

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function ModelsPage({ params, searchParams }: Props) {
  const { org } = await params
  const filters = await search(searchParams, inventorySearch)
  const ctx = await requireCtx(paths.models(org, filters))
  const [models, projects] = await Promise.all([
    load(() =>
      fromCursor(filters.cursor, (cursor) => listModels(ctx, { ...filters, org, cursor })),
    ),
    load(() => listProjectNames(ctx, { org })),
  ])
  const creates = abilitiesIn(ctx, org, 'model.create')['model.create']
  return (
    <>
      <PageHeader
        title="Models"
        actions={
          <MayLink href={paths.newModel(org)} label="New model" may={creates} kind="primary" />
        }
      />
      <ModelInventory
        org={org}
        models={models}
        filters={filters}
        addressOf={(changed) => paths.models(org, changed)}
        projects={projects}
        none={
          <FirstModel
            baseUrl={await siteUrl()}
            tokensHref={paths.tokens(org)}
            newHref={paths.newModel(org)}
            create={creates}
          />
        }
        now={ctx.now()}
      />
    </>
  )
}
