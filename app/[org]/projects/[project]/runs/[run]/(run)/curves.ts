import 'server-only'
import { z } from 'zod'
import { load, loadIfThere } from '@/app/load'
import type { RunCurvesProps } from '@/components/run-curves'
import type { Ctx } from '@/lib/actor'
import { curvesOf, drawnPoints } from '@/lib/runs/curves'
import { getSeries } from '@/lib/runs/series'

/** More lines than this cannot be told apart. */
const mostOthers = 4

/** The search parameters that say how the curves of a run are drawn. */
export const plotSearch = z.object({
  x: z.literal('time'),
  smooth: z.enum(['0.5', '0.8', '0.95']),
  y: z.literal('log'),
  with: z.string().regex(/^[\d,\s]{1,60}$/),
})

interface Ref {
  org: string
  project: string
  run: number
}

/** The curves of a run and of those that it is laid over, as the address says. */
export async function drawnCurves(
  ctx: Ctx,
  ref: Ref,
  values: Partial<z.output<typeof plotSearch>>,
): Promise<RunCurvesProps> {
  const { x = 'step', smooth = '0', y } = values
  const asked = numbersOf(values.with ?? '').filter((number) => number !== ref.run)
  const seriesOf = (run: number) => getSeries(ctx, { ...ref, run, x, points: drawnPoints })
  const [own, ...others] = await Promise.all([
    load(() => seriesOf(ref.run)),
    ...asked.map((run) => loadIfThere(() => seriesOf(run))),
  ])
  const sources = [own, ...others].flatMap((read, index) => {
    const number = index === 0 ? ref.run : (asked[index - 1] ?? 0)
    const series = read ? curvesOf(read.series) : []
    if (!read || (index > 0 && series.length === 0)) return []
    return [{ number, label: `#${number}`, startedAt: read.startedAt, series }]
  })
  const found = sources.slice(1).map(({ number }) => number)
  return {
    ...ref,
    values,
    options: { x, smooth: Number(smooth), log: y === 'log' },
    sources: sources.map(({ number: _, ...source }) => source),
    others: found,
    missing: asked.filter((number) => !found.includes(number)),
  }
}

function numbersOf(text: string): number[] {
  const numbers = text.split(/[\s,]+/).map(Number)
  const known = numbers.filter(
    (number) => Number.isInteger(number) && number > 0 && number < 2 ** 31,
  )
  return [...new Set(known)].slice(0, mostOthers)
}
