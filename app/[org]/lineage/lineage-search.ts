import { z } from 'zod'
import { type SearchParams, search } from '@/app/search'
import type { LineageAsked } from '@/components/lineage/lineage-view'
import { getLineagePage } from '@/lib/lineage/queries'

/** The most steps that can be asked for. */
export const mostSteps = 20

const { direction, depth } = getLineagePage.input.shape
const lineageSearch = z.object({ direction, depth, expand: z.string().max(4000) })

/** What the address asks of a page of lineage: which way, how far, and which groups are open. */
export async function lineageAsked(params: SearchParams): Promise<LineageAsked> {
  const asked = await search(params, lineageSearch)
  return {
    direction: asked.direction ?? 'both',
    depth: asked.depth ?? 5,
    expand: asked.expand?.split(',') ?? [],
  }
}
