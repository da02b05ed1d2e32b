import type { z } from 'zod'
import { addedFilter } from '@/lib/filter/added'

/** What Next hands a page as `searchParams`. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>

/**
 * The search parameters that a page knows, by the schema of its query:
 * `await search(searchParams, listModels.input.pick({ q: true, state: true }))`. Blank ones, unknown ones
 * and ones that are not what they should be are left out, never fatal. What plain controls add to a filter
 * is in `q`.
 */
export async function search<S extends z.ZodRawShape>(
  params: SearchParams,
  schema: z.ZodObject<S>,
): Promise<Partial<z.output<z.ZodObject<S>>>> {
  const asked = await params
  const given: typeof asked = { ...asked, q: addedFilter(asked) }
  const kept: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(schema.shape)) {
    const value = given[name]
    const first = Array.isArray(value) ? value[0] : value
    if (first === undefined || first.trim() === '') continue
    const parsed = (field as z.ZodType).safeParse(first)
    if (parsed.success) kept[name] = parsed.data
  }
  // Each key was parsed by the schema's own field of that name.
  return kept as Partial<z.output<z.ZodObject<S>>>
}
