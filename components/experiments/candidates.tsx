import { bytes, count, metric } from '@/lib/format'
import type { LoggedModelView } from '@/lib/logged-models/of-run'
import { paths } from '@/lib/paths'
import type { Tracking } from '@/lib/tracking/about'
import { StateBadge } from '../state-badge'
import { Disclosure } from '../ui/disclosure'
import { ErrorIcon } from '../ui/error-icon'
import { ClockIcon, DoneIcon } from '../ui/icons'
import { Section } from '../ui/section'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'

const columns: readonly Column[] = [
  { key: 'name', label: 'Model' },
  { key: 'status', label: 'Status', width: '6.5rem' },
  { key: 'files', label: 'Files', numeric: true, width: '5rem' },
  { key: 'versions', label: 'Versions', width: '10rem' },
]

/** The models that a run made or took, before and after anyone registers them. */
export function Candidates({ org, tracking: { models } }: { org: string; tracking: Tracking }) {
  const made = models.filter(({ role }) => role === 'output')
  const taken = models.filter(({ role }) => role === 'input')
  return (
    <>
      {made.length > 0 && (
        <Section title="Models it logged">
          <CandidateTable org={org} models={made} caption="Models it logged" />
        </Section>
      )}
      {taken.length > 0 && (
        <Section title="Models it took">
          <CandidateTable org={org} models={taken} caption="Models it took" />
        </Section>
      )}
    </>
  )
}

interface CandidateTableProps {
  org: string
  models: readonly LoggedModelView[]
  caption: string
}

function CandidateTable({ org, models, caption }: CandidateTableProps) {
  return (
    <Table caption={caption} columns={columns} size="sm">
      {models.map(({ id, name, type, status, files, size, metrics, versions }) => (
        <Row key={id}>
          <RowHead>
            <span className="flex max-w-[38vw] flex-col sm:max-w-60">
              <span className="line-clamp-2 font-strong wrap-anywhere">{name}</span>
              <code className="truncate font-mono text-ink-2" title={id}>
                {id}
              </code>
              {type && <span className="truncate text-ink-2">{type}</span>}
              {metrics.length > 0 && <Measured metrics={metrics} />}
            </span>
          </RowHead>
          <Cell>
            <Status status={status} />
          </Cell>
          <Cell numeric nothing="no file">
            {files > 0 && (
              <>
                {count(files)}
                <span className="block text-ink-2">{bytes(size)}</span>
              </>
            )}
          </Cell>
          <Cell nothing="not registered">
            {versions.length > 0 && (
              <span className="flex flex-col gap-1">
                {versions.map(({ model, version, state }) => (
                  <span key={`${model} ${version}`} className="flex min-w-0 flex-col items-start">
                    <TextLink
                      href={paths.version(org, model, version)}
                      quiet
                      className="line-clamp-2 max-w-40 wrap-anywhere"
                    >
                      {model} v{version}
                    </TextLink>
                    <StateBadge state={state} />
                  </span>
                ))}
              </span>
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

const looks = {
  PENDING: { Icon: ClockIcon, word: 'Uploading', tone: 'text-ink-2' },
  READY: { Icon: DoneIcon, word: 'Ready', tone: 'text-ink' },
  UPLOAD_FAILED: { Icon: ErrorIcon, word: 'Upload failed', tone: 'text-rejected' },
} as const satisfies Record<LoggedModelView['status'], unknown>

function Status({ status }: Pick<LoggedModelView, 'status'>) {
  const { Icon, word, tone } = looks[status]
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${tone}`}>
      <Icon />
      {word}
    </span>
  )
}

/** The latest value of each metric, with the data it was measured on. */
function Measured({ metrics }: Pick<LoggedModelView, 'metrics'>) {
  const summary = metrics.length === 1 ? '1 metric' : `${metrics.length} metrics`
  return (
    <Disclosure summary={summary}>
      <ul className="flex flex-col gap-1">
        {metrics.map(({ key, value, dataset }) => (
          <li key={`${key} ${dataset}`} className="font-normal wrap-anywhere">
            {key} <span className="tabular-nums">{metric(value)}</span>
            {dataset && <span className="text-ink-2"> on {dataset}</span>}
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}
