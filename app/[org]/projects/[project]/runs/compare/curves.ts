import 'server-only'
import { loadIfThere } from '@/app/load'
import type { PlotSource } from '@/components/metric-groups'
import type { Ctx } from '@/lib/actor'
import type { RunBeside } from '@/lib/runs/beside'
import { curvesOf, drawnPoints } from '@/lib/runs/curves'
import { getSeries } from '@/lib/runs/series'

/** More lines than this cannot be told apart. */
export const mostDrawn = 5

/** The curves of runs, one laid over the other. */
export async function curvesBeside(
  ctx: Ctx,
  ref: { org: string; project: string },
  runs: readonly RunBeside[],
): Promise<PlotSource[]> {
  const drawn = runs.slice(0, mostDrawn)
  const read = await Promise.all(
    drawn.map(({ run }) => loadIfThere(() => getSeries(ctx, { ...ref, run, points: drawnPoints }))),
  )
  return drawn.flatMap(({ run }, at) => {
    const found = read[at]
    const series = found ? curvesOf(found.series) : []
    return found && series.length > 0
      ? [{ label: `#${run}`, startedAt: found.startedAt, series }]
      : []
  })
}
