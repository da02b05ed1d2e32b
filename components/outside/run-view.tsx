import { metric, plural } from '@/lib/format'
import type { OutsideRun } from '@/lib/lineage/openlineage/outside-run'
import { paths } from '@/lib/paths'
import type { Json } from '@/lib/view'
import { ParamsTable } from '../params-table'
import { RunState } from '../run-state'
import { PageHeader } from '../shell/page-header'
import { ButtonLink } from '../ui/button'
import { Columns } from '../ui/columns'
import { Disclosure } from '../ui/disclosure'
import { Notice } from '../ui/notice'
import { Section } from '../ui/section'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { EventList } from './event-list'
import { FacetList } from './facet-list'
import { NodeList } from './node-list'
import { RunFacts } from './run-facts'
import { RunNames } from './run-names'

interface RunViewProps {
  org: string
  run: OutsideRun
  now: Date
}

/** All that was heard of a run of another system. */
export function OutsideRunView({ org, run, now }: RunViewProps) {
  const { job, state, failure, params, metrics, facets } = run
  return (
    <>
      <PageHeader
        title={job.name}
        badge={<RunState state={state} />}
        trail={[
          { href: paths.lineage(org), label: 'Lineage' },
          { href: paths.outsideJobs(org), label: 'Outside jobs' },
        ]}
        facts={
          <span className="min-w-0 wrap-anywhere">
            A run outside of the hub, as <span className="text-ink">{job.namespace}</span> told of
            it
          </span>
        }
        actions={<ButtonLink href={paths.lineage(org, { uri: run.uri })}>Lineage</ButtonLink>}
      />
      {failure && (
        <div className="mb-6">
          <Notice kind="error">
            <p className="wrap-anywhere">{failure.message}</p>
            {failure.stack && (
              <Disclosure summary="Where it failed">
                <pre className="max-h-96 overflow-auto font-mono whitespace-pre-wrap wrap-anywhere">
                  {failure.stack}
                </pre>
              </Disclosure>
            )}
          </Notice>
        </div>
      )}
      <Columns
        main={
          <>
            <Data title="Inputs" nodes={run.inputs} none="No event has named what it read." />
            <Data title="Outputs" nodes={run.outputs} none="No event has named what it made." />
            {metrics.map(({ of, values }) => (
              <Section key={of ?? ''} title={of ? `Metrics of ${of}` : 'Metrics'}>
                <MetricTable values={values} />
              </Section>
            ))}
            {Object.keys(params).length > 0 && (
              <Section title="Parameters">
                <ParamsTable params={params} />
              </Section>
            )}
            {run.tests.length > 0 && (
              <Section title="Tests">
                <TestTable tests={run.tests} />
              </Section>
            )}
            {run.children.length > 0 && (
              <Section title="Parts" aside={plural(run.children.length, 'run')}>
                <RunNames org={org} runs={run.children} now={now} />
              </Section>
            )}
            {Object.keys(facets.run).length > 0 && (
              <Section title="Facets of the run">
                <FacetList of="the run" facets={facets.run} />
              </Section>
            )}
            {Object.keys(facets.job).length > 0 && (
              <Section title="Facets of the job">
                <FacetList of="the job" facets={facets.job} />
              </Section>
            )}
            <Section title="Events" aside="As they came, secrets hidden; kept for 90 days">
              <EventList events={run.events} now={now} />
            </Section>
          </>
        }
        aside={
          <>
            <RunFacts org={org} run={run} now={now} />
            {run.others.length > 0 && (
              <Section title="Other runs of this job">
                <RunNames org={org} runs={run.others} now={now} />
              </Section>
            )}
          </>
        }
      />
    </>
  )
}

function Data({
  title,
  nodes,
  none,
}: {
  title: string
  nodes: OutsideRun['inputs']
  none: string
}) {
  return (
    <Section title={title}>
      {nodes.length > 0 ? <NodeList nodes={nodes} /> : <p className="text-ink-2">{none}</p>}
    </Section>
  )
}

const metricColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'value', label: 'Value', numeric: true },
]

function MetricTable({ values }: { values: Record<string, Json> }) {
  return (
    <Table caption="Metrics" columns={metricColumns} size="xs">
      {Object.entries(values).map(([name, value]) => (
        <Row key={name}>
          <RowHead>
            <span className="block max-w-[min(20rem,40vw)] wrap-anywhere">{name}</span>
          </RowHead>
          <Cell numeric>{typeof value === 'number' ? metric(value) : String(value)}</Cell>
        </Row>
      ))}
    </Table>
  )
}

const testColumns: readonly Column[] = [
  { key: 'name', label: 'Test' },
  { key: 'status', label: 'Result', width: '6rem' },
  { key: 'expected', label: 'Expected' },
  { key: 'actual', label: 'Found' },
]

function TestTable({ tests }: Pick<OutsideRun, 'tests'>) {
  const rows = tests.map((test, place) => ({ ...test, place }))
  return (
    <Table caption="Tests" columns={testColumns} size="sm">
      {rows.map(({ place, name, status, severity, expected, actual }) => (
        <Row key={place}>
          <RowHead>
            <span className="block max-w-[min(20rem,40vw)] wrap-anywhere">{name}</span>
          </RowHead>
          <Cell>
            {status} {severity && <span className="text-ink-2">({severity})</span>}
          </Cell>
          <Cell nothing="not said">{expected}</Cell>
          <Cell nothing="not said">{actual}</Cell>
        </Row>
      ))}
    </Table>
  )
}
