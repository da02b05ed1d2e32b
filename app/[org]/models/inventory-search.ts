import { listModels } from '@/lib/models/queries'

/** The search parameters of an inventory. */
export const inventorySearch = listModels.input.pick({
  q: true,
  state: true,
  project: true,
  life: true,
  cursor: true,
})
