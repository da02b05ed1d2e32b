import 'server-only'
import { fromCursor, load, loadIfThere } from '@/app/load'
import type { Ctx } from '@/lib/actor'
import { getDatasetDiff } from '@/lib/datasets/diff'
import type { DatasetRef } from '@/lib/datasets/find'
import { getDatasetVersionItem, listDatasetVersions } from '@/lib/datasets/queries'

interface Asked {
  from?: string | undefined
  to?: string | undefined
  cursor?: string | undefined
}

/**
 * What a page that compares two versions shows. Where `to` is left out it is the newest, and `from` the one
 * before `to`. `both` is null where one of them is not there, or there are no two.
 */
export async function comparedOf(ctx: Ctx, ref: DatasetRef, asked: Asked) {
  const { items } = await load(() => listDatasetVersions(ctx, ref))
  const names = items.map(({ version }) => version)
  const to = asked.to ?? names[0]
  const from = asked.from ?? (to && before(names, to))
  const both = from && to ? await bothOf(ctx, ref, { from, to, cursor: asked.cursor }) : null
  return { names, from, to, both }
}

function bothOf(ctx: Ctx, ref: DatasetRef, asked: Asked & { from: string; to: string }) {
  const { from, to, cursor } = asked
  return loadIfThere(async () => {
    const [left, right, diff] = await Promise.all([
      getDatasetVersionItem(ctx, { ...ref, version: from }),
      getDatasetVersionItem(ctx, { ...ref, version: to }),
      fromCursor(cursor, (at) => getDatasetDiff(ctx, { ...ref, version: to, from, cursor: at })),
    ])
    return { left, right, diff }
  })
}

/** The version before `to`; the newest where `to` is an alias or long ago. */
function before(names: readonly string[], to: string): string | undefined {
  const at = names.indexOf(to)
  return at < 0 ? names[0] : (names[at + 1] ?? names[at - 1])
}
