import type { FollowedVersion, MetricHistory } from '@/lib/compare/history'
import { metric, precisionOf } from '@/lib/format'
import { isFiniteNumber, judges } from '@/lib/metrics/direction'
import { type CompareSearch, paths } from '@/lib/paths'
import { PointPlot } from '../plot/point-plot'
import { scaleOf } from '../plot/scale'
import type { PlotPoint } from '../plot/view'
import { StateBadge, StateIcon } from '../state-badge'
import { Button } from '../ui/button'
import { Disclosure } from '../ui/disclosure'
import { GetForm } from '../ui/get-form'
import { Section } from '../ui/section'
import { Cell, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import type { CompareAddress } from './address'
import { bestOf } from './best'
import { KeptFields } from './kept-fields'
import { inWords } from './words'

interface HistorySectionProps {
  org: string
  model: string
  history: MetricHistory
  /** The metrics to choose from. */
  keys: readonly string[]
  address: CompareAddress
  search: CompareSearch
}

type Measured = FollowedVersion & { value: number }

/** One metric over the versions of a model; those approved bear their mark, and the one in use its name. */
export function HistorySection(props: HistorySectionProps) {
  const { org, model, history, keys, address, search } = props
  const { key, meaning, versions, more } = history
  const measured = versions.filter((one): one is Measured => isFiniteNumber(one.value))
  const said = sayer(history)
  const title = meaning.unit ? `${key} (${meaning.unit})` : key
  return (
    <Section title="Metric over versions">
      <GetForm
        key={JSON.stringify(search)}
        action={address.action}
        label="Follow a metric"
        className="flex flex-wrap items-center gap-2"
        stays
      >
        <KeptFields search={search} address={address} without={['metric']} />
        <label className="flex min-w-0 items-center gap-1.5 text-ink-2">
          Metric
          <select
            name="metric"
            defaultValue={key}
            className="h-8 max-w-64 min-w-0 rounded-md border border-line-strong bg-paper pr-7 pl-2.5 text-ink pointer-coarse:h-11"
          >
            {[...new Set([...keys, key])].map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <span data-unscripted="">
          <Button>Show</Button>
        </span>
      </GetForm>
      {measured.length > 0 && (
        <div className="max-w-220">
          <PointPlot
            label={`${key} over the versions of ${model}`}
            x={{
              label: 'version',
              scale: scaleOf(measured.map(({ version }) => version)),
              whole: true,
            }}
            y={{ label: title, scale: scaleOf(measured.map(({ value }) => value)) }}
            points={measured.map((one) =>
              pointOf(one, paths.version(org, model, one.version), key, said),
            )}
            line={measured.map(({ version, value }) => ({ x: version, y: value }))}
          >
            <span className="inline-flex items-center gap-1.5">
              <span className="inline-flex text-approved">
                <StateIcon state="approved" />
              </span>
              Approved
            </span>
          </PointPlot>
        </div>
      )}
      <p className="max-w-[68ch]">{historyWords(history)}</p>
      {more && (
        <p className="text-ink-2">
          The newest {versions.length} versions; older ones are left out.
        </p>
      )}
      <HistoryTable {...{ org, model, history, said }} />
    </Section>
  )
}

function pointOf(
  { version, state, latest, value }: Measured,
  href: string,
  key: string,
  said: (value: FollowedVersion['value']) => string,
): PlotPoint {
  const name = `v${version}`
  return {
    key: name,
    href,
    x: version,
    y: value,
    mark: state === 'approved' ? { state } : { dot: true },
    name: latest ? `${name}, in use` : name,
    lines: [`${name}, ${state}${latest ? ', in use' : ''}`, `${key} ${said(value)}`],
    notable: latest,
  }
}

/** How the versions fare: which is in use, and which is best. */
export function historyWords({ key, meaning, versions }: MetricHistory): string {
  const said = sayer({ meaning, versions })
  const values = versions.map(({ value }) => value)
  const finite = values.filter(isFiniteNumber)
  if (finite.length === 0) return `No version has a number for ${key}.`
  const inUse = versions.find(({ latest }) => latest)
  const now = inUse
    ? `v${inUse.version} is in use: ${inUse.value === null ? 'not measured' : said(inUse.value)}.`
    : 'Nothing is approved yet.'
  if (!judges(key, meaning)) return now
  const best = [...bestOf(values, meaning.direction)].flatMap((at) => versions[at] ?? [])
  const [first] = best
  if (!first) return now
  const of = inWords(best.map(({ version, state }) => `v${version} (${state})`))
  return `${now} The best, as ${meaning.direction} is better: ${of} with ${said(first.value)}.`
}

function HistoryTable(
  props: Pick<HistorySectionProps, 'org' | 'model' | 'history'> & {
    said: (value: FollowedVersion['value']) => string
  },
) {
  const { org, model, history, said } = props
  return (
    <Disclosure summary="Values as a table">
      <Table
        caption={`${history.key} over versions`}
        columns={[
          { key: 'version', label: 'Version' },
          { key: 'state', label: 'State' },
          { key: 'value', label: 'Value', numeric: true },
        ]}
        size="xs"
        contained
      >
        {[...history.versions].reverse().map(({ version, state, latest, value }) => (
          <Row key={version}>
            <RowHead>
              <TextLink href={paths.version(org, model, version)} quiet>
                v{version}
              </TextLink>
              {latest && <span className="text-ink-2">, in use</span>}
            </RowHead>
            <Cell>
              <StateBadge state={state} />
            </Cell>
            <Cell numeric nothing="not measured">
              {value === null ? undefined : said(value)}
            </Cell>
          </Row>
        ))}
      </Table>
    </Disclosure>
  )
}

function sayer({ meaning, versions }: Pick<MetricHistory, 'meaning' | 'versions'>) {
  const precision = precisionOf(versions.map(({ value }) => value))
  return (value: FollowedVersion['value']) =>
    meaning.unit ? `${metric(value, precision)} ${meaning.unit}` : metric(value, precision)
}
