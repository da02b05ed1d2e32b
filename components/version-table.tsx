import { metric, precisionOf } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { VersionItem } from '@/lib/versions/view'
import { Actor } from './actor'
import { LifeBadge } from './life-badge'
import { metricColumn } from './metric-column'
import { SelectAll } from './select-all'
import { boxColumn, SelectBox } from './select-box'
import { StateBadge } from './state-badge'
import { Time } from './time'
import { Chip } from './ui/chip'
import { Cell, type Column, Nothing, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

interface VersionTableProps {
  org: string
  versions: readonly VersionItem[]
  now: Date
  /** The number that `latest` means now. */
  latest?: number | null
  /** Metrics that get a column each. */
  metricKeys?: readonly string[]
  /** Names the model in each row, for lists across models. */
  withModel?: boolean
  /** Each row has a box, for the selection bar of the page. */
  selectable?: boolean
  caption?: string
}

/** The history of a model, or the versions that wait for someone. */
export function VersionTable(props: VersionTableProps) {
  const { org, versions, now, latest, metricKeys = [], withModel = false, selectable } = props
  const precisions = new Map(
    metricKeys.map((key) => [key, precisionOf(versions.map(({ metrics }) => metrics[key]))]),
  )
  return (
    <Table
      caption={props.caption ?? 'Versions'}
      columns={[
        ...(selectable ? [boxColumn(<SelectAll />)] : []),
        ...columnsOf(metricKeys, withModel),
      ]}
      size={metricKeys.length > 3 ? 'xl' : 'lg'}
    >
      {versions.map((version) => (
        <Row key={`${version.model}/${version.version}`}>
          {selectable && (
            <Cell>
              <SelectBox model={version.model} version={version.version} />
            </Cell>
          )}
          <RowHead>
            <TextLink
              href={paths.version(org, version.model, version.version)}
              quiet
              className="line-clamp-2 max-w-[38vw] font-strong sm:max-w-80"
            >
              {withModel && `${version.model} `}v{version.version}
            </TextLink>
          </RowHead>
          <Cell>
            <span className="flex gap-1">
              <StateBadge state={version.state} />
              <LifeBadge life={version.life} />
            </span>
          </Cell>
          {!withModel && (
            <Cell>
              <Aliases version={version} isLatest={latest === version.version} />
            </Cell>
          )}
          {metricKeys.map((key) => (
            <Cell key={key} numeric>
              {version.metrics[key] === undefined ? (
                <Nothing says="not reported" />
              ) : (
                metric(version.metrics[key], precisions.get(key))
              )}
            </Cell>
          ))}
          <Cell nothing="no note">{reasonOf(version)}</Cell>
          <Cell>
            <span className="line-clamp-2" title={version.registeredBy.name}>
              <Actor actor={version.registeredBy} />
            </span>
          </Cell>
          <Cell numeric>
            <span className="text-ink-2">
              <Time at={version.createdAt} now={now} />
            </span>
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

/** The columns, so that a skeleton can have the same. */
export function columnsOf(metricKeys: readonly string[], withModel: boolean): Column[] {
  return [
    { key: 'version', label: withModel ? 'Model and version' : 'Version' },
    { key: 'state', label: 'State', width: '7rem' },
    ...(withModel ? [] : [{ key: 'aliases', label: 'Aliases' }]),
    ...metricKeys.map(metricColumn),
    { key: 'note', label: 'Note or decision', width: '30%' },
    { key: 'by', label: 'Registered by', width: '9.5rem' },
    { key: 'when', label: 'When', numeric: true, width: '7.5rem' },
  ]
}

function Aliases({ version, isLatest }: { version: VersionItem; isLatest: boolean }) {
  const names = [...(isLatest ? ['latest'] : []), ...version.aliases]
  if (names.length === 0) return null
  return (
    <span className="flex flex-wrap gap-1">
      {names.map((name) => (
        <Chip key={name} mono>
          {name}
        </Chip>
      ))}
    </span>
  )
}

/** Why it was decided as it was; before a decision, what the registrant says of it. */
function reasonOf({ decision, note, state }: VersionItem) {
  const decided = decision && decision.verdict !== 'withdraw' && state !== 'pending'
  if (decided && decision.note)
    return (
      <span className="line-clamp-2" title={decision.note}>
        {decision.note} <span className="text-ink-2">({decision.by.name})</span>
      </span>
    )
  if (note)
    return (
      <span className="line-clamp-2" title={note}>
        {note}
      </span>
    )
  return decided ? <span className="text-ink-2">By {decision.by.name}</span> : undefined
}
