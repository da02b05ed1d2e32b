import type { ReactNode } from 'react'
import { duration, metric, precisionOf } from '@/lib/format'
import { judges, type Meanings, meaningOf } from '@/lib/metrics/direction'
import { ownValue } from '@/lib/own-value'
import { paths } from '@/lib/paths'
import type { RunBeside } from '@/lib/runs/beside'
import { Actor } from '../actor'
import { bestOf } from '../compare/best'
import { LongValue } from '../compare/long-value'
import { jsonText } from '../json-text'
import { MetricName } from '../metric-name'
import { keyMetrics } from '../metric-order'
import { RunState } from '../run-state'
import { numberOf } from '../run-table'
import { Time } from '../time'
import { Section } from '../ui/section'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { Uri } from '../uri'
import { variedParams } from '../varied-params'

/** Rows of one table at most: the pages of the runs have all. */
const mostRows = 200

interface ComparedRunsProps {
  org: string
  runs: readonly RunBeside[]
  meanings: Meanings
  now: Date
}

/** Runs as columns: what each was given and what came of it, the best marked and what differs first. */
export function ComparedRuns({ org, runs, meanings, now }: ComparedRunsProps) {
  const metrics = keyMetrics(
    Object.assign({}, ...runs.map(({ summary }) => summary)),
    mostRows,
    meanings,
  ).filter((key) => runs.some((run) => numberOf(run, key) !== undefined))
  const differing = variedParams(runs.map(({ params }) => params))
  const agreeing = [...new Set(runs.flatMap(({ params }) => Object.keys(params)))]
    .filter((key) => !differing.includes(key))
    .sort()
  const table = (caption: string, first: string, rows: ReactNode) => (
    <Table
      caption={caption}
      columns={columnsOf(org, runs, first)}
      least={12 + runs.length * 11}
      fixed
    >
      {rows}
    </Table>
  )
  return (
    <>
      <Section title="Runs">{table('Runs', 'Run', <Facts {...{ org, runs, now }} />)}</Section>
      <Section title="Metrics">
        {metrics.length > 0 ? (
          table(
            'Metrics',
            'Metric',
            metrics.map((key) => <MetricRow key={key} {...{ runs, meanings }} name={key} />),
          )
        ) : (
          <p className="text-ink-2">None of these runs reported a metric.</p>
        )}
      </Section>
      <Section title="Parameters that differ">
        {differing.length > 0 ? (
          table(
            'Parameters that differ',
            'Parameter',
            differing
              .slice(0, mostRows)
              .map((key) => <ParamRow key={key} runs={runs} name={key} />),
          )
        ) : (
          <p className="text-ink-2">The runs were given the same parameters, or none.</p>
        )}
      </Section>
      {agreeing.length > 0 && (
        <Section title="Parameters in which they agree">
          {table(
            'Parameters in which they agree',
            'Parameter',
            agreeing.slice(0, mostRows).map((key) => <ParamRow key={key} runs={runs} name={key} />),
          )}
        </Section>
      )}
    </>
  )
}

function columnsOf(org: string, runs: readonly RunBeside[], first: string): Column[] {
  return [
    { key: 'name', label: first, width: '12rem' },
    ...runs.map(({ run, project, name, step }) => ({
      key: `run ${run}`,
      label: (
        <TextLink
          href={paths.run(org, project, run)}
          quiet
          className="block max-w-full truncate font-strong"
        >
          #{run} <span className="font-regular">{name ?? step}</span>
        </TextLink>
      ),
    })),
  ]
}

function Facts({ org, runs, now }: Omit<ComparedRunsProps, 'meanings'>) {
  const row = (label: string, cell: (run: RunBeside) => ReactNode) => (
    <Row key={label}>
      <RowHead>{label}</RowHead>
      {runs.map((run) => (
        <Cell key={run.run} nothing="none">
          {cell(run)}
        </Cell>
      ))}
    </Row>
  )
  return [
    row('State', ({ state }) => <RunState state={state} />),
    row('Started', ({ createdAt }) => <Time at={createdAt} now={now} />),
    row(
      'Took',
      ({ createdAt, finishedAt }) =>
        finishedAt && duration(Date.parse(finishedAt) - Date.parse(createdAt)),
    ),
    row('Started by', ({ createdBy }) => <Actor actor={createdBy} />),
    row(
      'Made',
      ({ versions }) =>
        versions.length > 0 && (
          <span className="flex flex-col">
            {versions.map((uri) => (
              <Uri key={uri} uri={uri} org={org} copy={false} />
            ))}
          </span>
        ),
    ),
  ]
}

interface MetricRowProps extends Pick<ComparedRunsProps, 'runs' | 'meanings'> {
  name: string
}

function MetricRow({ runs, meanings, name }: MetricRowProps) {
  const meaning = meaningOf(name, meanings)
  const values = runs.map((run) => numberOf(run, name))
  const precision = precisionOf(values)
  const best = judges(name, meaning) ? bestOf(values, meaning.direction) : new Set<number>()
  return (
    <Row>
      <RowHead>
        <span className="line-clamp-3 wrap-anywhere" title={name}>
          <MetricName name={name} meaning={meaning} />
        </span>
      </RowHead>
      {runs.map((run, at) => (
        <Cell key={run.run} nothing="not reported">
          {values[at] !== undefined && (
            <>
              <span className={`tabular-nums ${best.has(at) ? 'font-strong' : ''}`}>
                {metric(values[at], precision)}
              </span>
              {best.has(at) && <span className="text-ink-2"> best</span>}
            </>
          )}
        </Cell>
      ))}
    </Row>
  )
}

function ParamRow({ runs, name }: Pick<MetricRowProps, 'runs' | 'name'>) {
  return (
    <Row>
      <RowHead>
        <code className="line-clamp-3 font-mono wrap-anywhere" title={name}>
          {name}
        </code>
      </RowHead>
      {runs.map(({ run, params }) => {
        const value = ownValue(params, name)
        return (
          <Cell key={run} nothing="not set">
            {value !== undefined && <LongValue text={jsonText(value)} />}
          </Cell>
        )
      })}
    </Row>
  )
}
