import type { OutsideJob } from '@/lib/lineage/openlineage/outside-jobs'
import { paths } from '@/lib/paths'
import type { Page } from '@/lib/view'
import { FilteredList } from '../filtered-list'
import { RunState } from '../run-state'
import { Snippet } from '../snippets'
import { Time } from '../time'
import { NothingYet } from '../ui/empty'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'

export const jobColumns: readonly Column[] = [
  { key: 'job', label: 'Job' },
  { key: 'namespace', label: 'Namespace', width: '16rem' },
  { key: 'state', label: 'Latest run', width: '9rem' },
  { key: 'seen', label: 'Heard of', numeric: true, width: '8rem' },
]

interface JobListProps {
  org: string
  jobs: Page<OutsideJob>
  filters: { q?: string; cursor?: string }
  baseUrl: string
  now: Date
}

/** Jobs of other systems by what was heard last. */
export function JobList({ org, jobs, filters, baseUrl, now }: JobListProps) {
  const { items, nextCursor } = jobs
  return (
    <FilteredList
      what="jobs"
      filters={filters}
      addressOf={(changed) => paths.outsideJobs(org, changed)}
      search={{ placeholder: 'Job or namespace' }}
      nextCursor={nextCursor}
      none={<NothingHeard baseUrl={baseUrl} tokensHref={paths.tokens(org)} />}
    >
      {items.length > 0 && (
        <Table caption="Outside jobs" columns={jobColumns} size="md">
          {items.map((job) => (
            <JobRow key={job.id} org={org} job={job} now={now} />
          ))}
        </Table>
      )}
    </FilteredList>
  )
}

function JobRow({ org, job, now }: { org: string; job: OutsideJob; now: Date }) {
  const { namespace, name, latest, seenAt } = job
  return (
    <Row>
      <RowHead>
        <span
          className="line-clamp-2 max-w-[50vw] font-strong wrap-anywhere sm:max-w-xl"
          title={name}
        >
          {latest ? (
            <TextLink href={paths.outsideRun(org, latest.id)} quiet>
              {name}
            </TextLink>
          ) : (
            name
          )}
        </span>
      </RowHead>
      <Cell>
        <span className="line-clamp-2 max-w-64 wrap-anywhere text-ink-2" title={namespace}>
          {namespace}
        </span>
      </Cell>
      <Cell nothing="no run">{latest && <RunState state={latest.state} />}</Cell>
      <Cell numeric>
        <span className="text-ink-2">
          <Time at={seenAt} now={now} />
        </span>
      </Cell>
    </Row>
  )
}

function NothingHeard({ baseUrl, tokensHref }: { baseUrl: string; tokensHref: string }) {
  const code = [`export OPENLINEAGE_URL=${baseUrl}`, 'export OPENLINEAGE_API_KEY=<a token>'].join(
    '\n',
  )
  return (
    <NothingYet how={<Snippet what="the variables" code={code} />}>
      Jobs of Airflow, Spark, dbt and whatever else speaks OpenLineage appear here, and what they
      read and write in the lineage. Give them this address and{' '}
      <TextLink href={tokensHref}>a token</TextLink> with the scope{' '}
      <code className="font-mono">write</code>:
    </NothingYet>
  )
}
