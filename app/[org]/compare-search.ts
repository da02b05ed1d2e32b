import { z } from 'zod'
import type { CompareAsked } from '@/components/compare/address'
import { isAppError } from '@/lib/errors'
import type { CompareSearch } from '@/lib/paths'
import { listed } from '@/lib/uri-list'
import type { SearchParams } from '../search'

const text = (max: number) => z.string().trim().min(1).max(max).optional().catch(undefined)

/** `?v=a,b` and `?v=a&v=b` mean the same, here and in lists of axes. */
const list = z
  .union([z.string(), z.array(z.string())])
  .transform(listed)
  .catch([])

const first = z.preprocess((said) => (Array.isArray(said) ? said[0] : said), text(4096))

const compareSearch = z.object({
  v: list,
  base: first,
  diff: first,
  beside: first,
  x: first,
  y: first,
  log: list,
  color: first,
  metric: first,
})

/** What the address of a comparison asks for; what is not understood is left out. */
export async function compareAsked(params: SearchParams): Promise<CompareAsked> {
  const { diff, log, color, ...asked } = compareSearch.parse(await params)
  return {
    ...asked,
    diff: diff !== undefined,
    log: (['x', 'y'] as const).filter((axis) => log.includes(axis)),
    color: color === 'tag' ? 'tag' : 'state',
  }
}

/** Asks with the base of an address; one that is not among the versions any more means the first. */
export async function withBase<T>(
  base: string | undefined,
  ask: (base: string | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await ask(base)
  } catch (error) {
    if (base && isAppError(error) && error.fields?.base) return ask(undefined)
    throw error
  }
}

/** An address as it was asked for, to come back to after signing in. */
export function searchAsked({ diff, color, ...asked }: CompareAsked): CompareSearch {
  return {
    ...asked,
    diff: diff ? '1' : undefined,
    color: color === 'tag' ? color : undefined,
  }
}
