import type { DeploymentResults, ResultPoint, ResultSplit } from '@/lib/deployments/results-view'
import { count } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { PlotLine } from '../metric-groups'
import { MetricPlot } from '../metric-plot'
import { Section } from '../ui/section'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { lineLook, secondsOf } from './outcome-plot'

const columns: readonly Column[] = [
  { key: 'revision', label: 'Revision', width: '6rem' },
  { key: 'variant', label: 'Variant' },
  { key: 'weight', label: 'Meant', numeric: true, width: '6rem' },
  { key: 'share', label: 'As it was', numeric: true, width: '6rem' },
  { key: 'assigned', label: 'Given out', numeric: true, width: '7rem' },
]

interface GivenOutProps {
  org: string
  results: DeploymentResults
  points: readonly ResultPoint[]
}

/** How often each variant was given out, beside the split as it was meant. */
export function GivenOut({ org, results, points }: GivenOutProps) {
  const { deployment, splits } = results
  const shown = splits.filter(({ assigned }, place) => place === 0 || assigned > 0).slice(0, 20)
  if (shown.length === 0) return null
  return (
    <Section title="Given out">
      <p className="max-w-[68ch] text-ink-2">
        How often applications were answered with each version. Whoever asks often counts often, so
        few callers may stray far from the split.
      </p>
      <Table caption="Given out" columns={columns} size="sm" fixed>
        {shown.flatMap(({ revision, assigned: all, variants }) =>
          variants.map(({ name, uri, weight, assigned }) => (
            <Row key={`${revision} ${uri}`}>
              <RowHead>
                <TextLink href={paths.deploymentRevision(org, deployment, revision)}>
                  #{revision}
                </TextLink>
              </RowHead>
              <Cell>
                <span className="wrap-anywhere">{name}</span>
              </Cell>
              <Cell numeric>{weight} %</Cell>
              <Cell numeric>{all > 0 ? `${((assigned / all) * 100).toFixed(1)} %` : '—'}</Cell>
              <Cell numeric>{count(assigned)}</Cell>
            </Row>
          )),
        )}
      </Table>
      <SharePlot results={results} points={points} />
    </Section>
  )
}

function SharePlot({ results, points }: Pick<GivenOutProps, 'results' | 'points'>) {
  const { variants, splits, hours } = results
  const asked = points
    .map(({ at, variants: then }) => ({
      x: secondsOf(at),
      then,
      all: then.reduce((sum, { assigned }) => sum + assigned, 0),
      split: splitAt(splits, Date.parse(at) + hours * 3_600_000),
    }))
    .filter(({ all }) => all > 0)
  // One point is what the table says.
  if (asked.length < 2 || variants.length < 2) return null
  const lines = variants.map(({ name, uri }, place): PlotLine => {
    const meant = (split: ResultSplit | undefined) =>
      split?.variants.find((one) => one.uri === uri)?.weight ?? 0
    return {
      ...lineLook(name, uri, place),
      points: asked.map(({ x, then, all }) => ({
        x,
        y: ((then.find((one) => one.uri === uri)?.assigned ?? 0) / all) * 100,
      })),
      raw: asked.map(({ x, split }) => ({ x, y: meant(split) })),
    }
  })
  return (
    <>
      <MetricPlot group={{ title: 'Percent given out', lines }} unit="date" />
      <p className="text-ink-2">The faint lines are the split as it was meant.</p>
    </>
  )
}

/** The revision that was in force at the end of some hours. */
function splitAt(splits: readonly ResultSplit[], end: number): ResultSplit | undefined {
  return splits.find(({ at }) => Date.parse(at) < end) ?? splits.at(-1)
}
