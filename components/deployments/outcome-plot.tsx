import type { DeploymentResults } from '@/lib/deployments/results-view'
import type { PlotLine } from '../metric-groups'
import { MetricPlot } from '../metric-plot'

/** One metric of each variant over time, with where its true mean nearly always lies. */
export function OutcomePlot({ results }: { results: DeploymentResults }) {
  const { metric, points, variants } = results
  const lines = variants.map(({ name, uri }, place): PlotLine => {
    const own = points.flatMap(({ at, variants: then }) => {
      const seen = then.find((one) => one.uri === uri)
      return seen && seen.mean !== null ? [{ ...seen, mean: seen.mean, x: secondsOf(at) }] : []
    })
    return {
      ...lineLook(name, uri, place),
      points: own.map(({ x, mean }) => ({ x, y: mean })),
      band: own.map(({ x, mean, interval }) => ({ x, ...(interval ?? { low: mean, high: mean }) })),
    }
  })
  const drawn = lines.filter((line) => line.points.length > 0)
  if (drawn.length === 0) return null
  return <MetricPlot group={{ title: metric ?? '', lines: drawn }} unit="date" />
}

export const secondsOf = (at: string) => Date.parse(at) / 1000

/** Variants differ in dashes and in marks, so that ten of them are told apart. */
export function lineLook(name: string, uri: string, place: number) {
  return { key: uri, label: name, pattern: place, marker: place, undrawn: 0 }
}
