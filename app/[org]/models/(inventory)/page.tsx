import type { Metadata } from 'next'
import { load } from '@/app/load'
import type { SearchParams } from '@/app/search'
import { requireCtx } from '@/app/session'
import { siteUrl } from '@/app/site-url'
import { FirstModel } from '@/components/first-model'
import { MayLink } from '@/components/may-link'
import { ModelInventory } from '@/components/model-inventory'
import { ModelsHeader } from '@/components/models-header'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { listProjectNames } from '@/lib/projects/queries'
import { inventoryOf } from '../inventory'
import { inventoryFilters } from '../inventory-search'

export const metadata: Metadata = { title: 'Models' }

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function ModelsPage({ params, searchParams }: Props) {
  const { org } = await params
  const filters = await inventoryFilters(searchParams)
  const ctx = await requireCtx(paths.models(org, filters))
  const list = paths.models(org, { ...filters, columns: undefined })
  const [view, projects] = await Promise.all([
    inventoryOf(ctx, { org, filters, list }),
    load(() => listProjectNames(ctx, { org })),
  ])
  const creates = abilitiesIn(ctx, org, 'model.create')['model.create']
  return (
    <>
      <ModelsHeader
        org={org}
        of="models"
        q={filters.q}
        actions={
          <MayLink
            href={paths.newModel(org)}
            label="New model"
            may={creates}
            why={paths.why(org, 'model.create')}
            kind="primary"
          />
        }
      />
      <ModelInventory
        org={org}
        {...view}
        filters={filters}
        addressOf={(changed) => paths.models(org, changed)}
        projects={projects}
        none={
          <FirstModel
            baseUrl={await siteUrl()}
            tokensHref={paths.tokens(org)}
            newHref={paths.newModel(org)}
            create={creates}
            why={paths.why(org, 'model.create')}
          />
        }
        now={ctx.now()}
      />
    </>
  )
}
