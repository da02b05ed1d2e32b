import 'server-only'
import { forgetColumns, keepColumns } from '@/app/columns/actions'
import { load } from '@/app/load'
import { isAskable, loadFiltered } from '@/app/load-filtered'
import type { KeptColumns } from '@/components/keep-columns'
import type { InventoryView } from '@/components/model-inventory'
import type { Ctx } from '@/lib/actor'
import { chooseColumns } from '@/lib/columns/choose'
import { namesOf, usualColumns } from '@/lib/columns/columns'
import { listFields } from '@/lib/fields/queries'
import { modelCells } from '@/lib/inventory/model-cells'
import { getMeanings } from '@/lib/metrics/queries'
import { modelFacets } from '@/lib/models/facets'
import { listModels } from '@/lib/models/queries'
import { getPreferences } from '@/lib/preferences/queries'
import type { InventoryFilters } from './inventory-search'

interface Asked {
  org: string
  filters: InventoryFilters
  /** This list without columns in its address. */
  list: string
}

/** What a page of the inventory shows, in as many queries however many models there are. */
export async function inventoryOf(
  ctx: Ctx,
  { org, filters, list }: Asked,
): Promise<InventoryView & { kept: KeptColumns }> {
  const { columns: asked, cursor: _, sort: __, ...narrowed } = filters
  const [models, facets, preferences, fields] = await Promise.all([
    loadFiltered('models', filters, (at) => listModels(ctx, { ...narrowed, ...at, org })),
    isAskable('models', filters.q) ? load(() => modelFacets(ctx, { ...narrowed, org })) : null,
    load(() => getPreferences(ctx, { org })),
    load(() => listFields(ctx, { org })),
  ])
  const key = 'models.columns'
  const { columns: chosen, isKept, keepsSome } = chooseColumns('models', asked, preferences[key])
  const columns = chosen ?? usualColumns('models')
  const shown = models.items.map(({ slug, newest, latest }) => ({
    model: slug,
    version: (filters.match === 'approved' ? latest : newest)?.version ?? null,
  }))
  const metrics = namesOf(columns, 'metric')
  const [cells, meanings] = await Promise.all([
    load(() => modelCells(ctx, { org, shown, metrics })),
    load(() => getMeanings(ctx, { org, keys: metrics })),
  ])
  const ref = { org, key, list } as const
  const kept = {
    isKept,
    keepsSome,
    keep: keepColumns.bind(null, ref),
    forget: forgetColumns.bind(null, ref),
  }
  return { models, facets, columns, cells, meanings, fields: fields.items, kept }
}
