import type { Comparison } from '@/lib/compare/view'
import { type CompareSearch, pathOfUri } from '@/lib/paths'
import { PlotMark } from '../plot/mark'
import { PointPlot } from '../plot/point-plot'
import { scaleOf } from '../plot/scale'
import type { PlotAxis, PlotPoint } from '../plot/view'
import { Disclosure } from '../ui/disclosure'
import { Section } from '../ui/section'
import { Cell, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import type { CompareAddress, CompareAsked } from './address'
import { type Axis, axesOf, chosenAxes } from './axis'
import { ScatterControls } from './scatter-controls'
import { type Scatter, type ScatterPoint, scatterOf } from './scatter-data'
import { inWords } from './words'

interface ScatterSectionProps {
  org: string
  comparison: Comparison
  asked: CompareAsked
  address: CompareAddress
  search: CompareSearch
}

/** Versions by two of their metrics or parameters: drawn, said in words, and as a table. */
export function ScatterSection(props: ScatterSectionProps) {
  const { org, comparison, asked, address, search } = props
  const axes = axesOf(comparison)
  const chosen = chosenAxes(axes, asked)
  if (!chosen)
    return (
      <Section title="Scatter">
        <p className="text-ink-2">
          Versions are drawn by two metrics or parameters. These have{' '}
          {axes.length === 0 ? 'none that can be drawn' : 'one alone that can be drawn'}.
        </p>
      </Section>
    )
  const { color } = asked
  const log = asked.log.filter((axis) => !chosen[axis].words)
  const scatter = scatterOf(comparison, { ...chosen, log, color })
  const { points, legend, front } = scatter
  const hrefOf = (uri: string) => pathOfUri(org, uri) ?? ''
  return (
    <Section title="Scatter">
      <ScatterControls {...{ axes, chosen, log, color, address, search }} />
      {points.length > 0 && (
        <div className="max-w-220">
          <PointPlot
            label={`Versions by ${chosen.x.label} and ${chosen.y.label}`}
            x={drawnAxis(
              chosen.x,
              points.map(({ x }) => x),
              log.includes('x'),
            )}
            y={drawnAxis(
              chosen.y,
              points.map(({ y }) => y),
              log.includes('y'),
            )}
            points={points
              .map((point) => drawnPoint(point, chosen, points, hrefOf(point.uri)))
              .sort((a, b) => a.x - b.x || a.y - b.y)}
            line={front ?? []}
            dashed
          >
            <Legend legend={legend} front={front !== null && front.length > 1} />
          </PointPlot>
        </div>
      )}
      <Words {...chosen} scatter={scatter} />
      {points.length > 0 && (
        <PointTable {...chosen} points={points} color={color} hrefOf={hrefOf} />
      )}
    </Section>
  )
}

function drawnAxis({ label, unit, words }: Axis, values: number[], log: boolean): PlotAxis {
  return {
    label: `${unit ? `${label} (${unit})` : label}${log ? ', logarithmic' : ''}`,
    scale: scaleOf(words ? [0, words.length - 1] : values, log),
    words: words ?? undefined,
  }
}

function drawnPoint(
  { uri, name, x, y, said, mark, group, front }: ScatterPoint,
  axes: { x: Axis; y: Axis },
  all: readonly ScatterPoint[],
  href: string,
): PlotPoint {
  const same = all.filter((other) => other.uri !== uri && other.x === x && other.y === y)
  const lines = [
    `${name}, ${group}`,
    `${axes.x.label} ${said.x}`,
    ...(axes.x === axes.y ? [] : [`${axes.y.label} ${said.y}`]),
    ...(front ? ['Not beaten on both'] : []),
    ...(same.length > 0 ? [`In the same place: ${inWords(same.map((other) => other.name))}`] : []),
  ]
  return { key: uri, href, ...{ x, y, mark, name, lines }, notable: front === true }
}

function Legend({ legend, front }: { legend: Scatter['legend']; front: boolean }) {
  return (
    <span className="flex flex-wrap gap-x-4">
      {legend.map(({ mark, group }) => (
        <span key={group} className="inline-flex items-center gap-1.5">
          <PlotMark mark={mark} />
          <span className="max-w-40 truncate">{group}</span>
        </span>
      ))}
      {front && (
        <span className="inline-flex items-center gap-1.5">
          <svg width="24" height="12" aria-hidden="true" className="shrink-0">
            <line
              x2="24"
              y1="6"
              y2="6"
              stroke="var(--line-strong)"
              strokeWidth="1.5"
              strokeDasharray="6 3"
            />
          </svg>
          Not beaten on both
        </span>
      )}
    </span>
  )
}

function Words({ x, y, scatter: { front, undrawn } }: { x: Axis; y: Axis; scatter: Scatter }) {
  return (
    <>
      <p className="max-w-[68ch]">{frontWords(x, y, front?.map(({ name }) => name) ?? null)}</p>
      {undrawn.length > 0 && (
        <p className="max-w-[68ch] text-ink-2">
          Not drawn:{' '}
          {inWords(
            undrawn.map(({ name, why }) => `${name} (${why})`),
            5,
          )}
          .
        </p>
      )}
    </>
  )
}

/** Which versions no other beats on both axes. */
export function frontWords(x: Axis, y: Axis, front: readonly string[] | null): string {
  if (x === y) return 'Choose two different things to see which versions no other beats.'
  if (front === null) {
    const sideless = [x, y].filter(({ direction }) => direction === null)
    const verb = sideless.length > 1 ? 'are' : 'is'
    return `${inWords(sideless.map(({ label }) => label))} ${verb} neither better nor worse, so no version beats another here.`
  }
  if (front.length === 0) return 'No version has a number for both.'
  const both = `${x.label} (${x.direction} is better) and ${y.label} (${y.direction} is better)`
  if (front.length === 1) return `${front[0]} is beaten by no other on ${both}.`
  return `${inWords(front)} are not beaten on both ${both}: no other version is better on one and at least as good on the other.`
}

interface PointTableProps {
  x: Axis
  y: Axis
  points: readonly ScatterPoint[]
  color: 'state' | 'tag'
  hrefOf(uri: string): string
}

/** The same in rows, from left to right. */
function PointTable({ x, y, points, color, hrefOf }: PointTableProps) {
  const columns = [
    { key: 'version', label: 'Version' },
    { key: 'x', label: x.label, numeric: true },
    ...(x === y ? [] : [{ key: 'y', label: y.label, numeric: true }]),
    { key: 'group', label: color === 'tag' ? 'Tag' : 'State' },
    { key: 'front', label: 'Beaten' },
  ]
  return (
    <Disclosure summary="Values as a table">
      <Table caption="Values of the drawing" columns={columns.map(shortened)} size="sm" contained>
        {[...points]
          .sort((a, b) => a.x - b.x || a.y - b.y)
          .map(({ uri, name, said, group, front }) => (
            <Row key={uri}>
              <RowHead>
                <TextLink href={hrefOf(uri)} quiet>
                  {name}
                </TextLink>
              </RowHead>
              <Cell numeric>{said.x}</Cell>
              {x !== y && <Cell numeric>{said.y}</Cell>}
              <Cell>{group}</Cell>
              <Cell nothing="cannot be told">
                {front === null ? undefined : front ? 'by no other' : 'yes'}
              </Cell>
            </Row>
          ))}
      </Table>
    </Disclosure>
  )
}

const shortened = <C extends { label: string }>({ label, ...column }: C) => ({
  ...column,
  label: (
    <span className="inline-block max-w-36 truncate align-middle" title={label}>
      {label}
    </span>
  ),
})
