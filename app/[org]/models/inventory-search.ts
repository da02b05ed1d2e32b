import { columnsAsked } from '@/app/columns-asked'
import { type SearchParams, search } from '@/app/search'
import { listModels } from '@/lib/models/queries'
import type { ModelFilters } from '@/lib/paths'

const inventorySearch = listModels.input.pick({
  q: true,
  match: true,
  sort: true,
  state: true,
  project: true,
  life: true,
  cursor: true,
})

/** The search parameters of an inventory. */
export async function inventoryFilters(params: SearchParams) {
  const filters = await search(params, inventorySearch)
  const columns = await columnsAsked(params)
  return { ...filters, ...(columns ? { columns } : {}) } satisfies ModelFilters
}

export type InventoryFilters = Awaited<ReturnType<typeof inventoryFilters>>
