import type { ReactNode } from 'react'
import { type ColumnRef, columnLabel } from '@/lib/columns/columns'
import { bytes, metric, type Precision, precisionOf } from '@/lib/format'
import type { Meanings } from '@/lib/metrics/direction'
import { ownValue } from '@/lib/own-value'
import { pathOfUri, paths } from '@/lib/paths'
import type { VersionItem } from '@/lib/versions/view'
import type { Json } from '@/lib/view'
import { Actor } from './actor'
import { AliasChips } from './alias-chips'
import { ApprovalBadges, LifeBadge } from './life-badge'
import { namedColumn } from './metric-column'
import { columnSort, type Sorting } from './sorting'
import { StateBadge } from './state-badge'
import { Tags } from './tags'
import { Time } from './time'
import type { Column } from './ui/table'
import { TextLink } from './ui/text-link'

/** What cells need besides their version. */
export interface VersionTableFacts {
  org: string
  versions: readonly VersionItem[]
  now: Date
  /** The numbers that `latest` means now, by model. */
  latest?: Readonly<Record<string, number>> | undefined
  /** By the URI of the version. */
  params?: Record<string, Record<string, Json>> | undefined
  datasets?: Record<string, string[]> | undefined
  /** What the metrics mean here; without it what their names suggest. */
  meanings?: Meanings | undefined
  sorting?: Sorting | undefined
}

/** A column of a table of versions, and what it says of each; nothing is read as `nothing`. */
export interface TableColumn<Item> extends Column {
  nothing: string
  cell(item: Item): ReactNode
}

/** The column that a reference means. */
export function versionColumn(ref: ColumnRef, facts: VersionTableFacts): TableColumn<VersionItem> {
  if (ref.kind === 'metric') return metricColumnOf(ref, facts)
  if (ref.kind === 'param') return paramColumnOf(ref, facts)
  const { nothing, sortKey, natural, cell, ...column } = ownColumns[ref.key] ?? unknown
  const sort = sortKey && facts.sorting && columnSort(sortKey, facts.sorting, natural)
  return {
    ...column,
    key: ref.key,
    label: columnLabel(ref, 'versions'),
    nothing,
    ...(sort && { sort }),
    cell: (version) => cell(version, facts),
  }
}

interface OwnColumn extends Pick<Column, 'width' | 'numeric'> {
  nothing: string
  sortKey?: string
  natural?: 'descending'
  cell(version: VersionItem, facts: VersionTableFacts): ReactNode
}

const unknown: OwnColumn = { nothing: 'nothing', cell: () => null }

const ownColumns: Readonly<Record<string, OwnColumn>> = {
  state: {
    width: '7rem',
    nothing: 'no state',
    cell: ({ state, life, approval }) => (
      <span className="flex gap-1">
        <StateBadge state={state} />
        <ApprovalBadges approval={approval} />
        <LifeBadge life={life} />
      </span>
    ),
  },
  aliases: {
    nothing: 'no alias',
    cell: ({ aliases, model, version }, { latest, org }) => {
      const names = [...(ownValue(latest, model) === version ? ['latest'] : []), ...aliases]
      const hrefOf = (name: string) => paths.modelAlias(org, model, name)
      return names.length > 0 && <AliasChips names={names} hrefOf={hrefOf} />
    },
  },
  tags: { nothing: 'no tag', cell: ({ tags }) => tags.length > 0 && <Tags tags={tags} /> },
  dataset: {
    width: '12rem',
    nothing: 'no dataset',
    cell: ({ uri }, { datasets, org }) => datasetsOf(datasets?.[uri] ?? [], org),
  },
  note: { width: '30%', nothing: 'no note', cell: reasonOf },
  by: {
    width: '9.5rem',
    nothing: 'nobody',
    cell: ({ registeredBy }) => (
      <span className="line-clamp-2" title={registeredBy.name}>
        <Actor actor={registeredBy} />
      </span>
    ),
  },
  created: {
    width: '7.5rem',
    numeric: true,
    nothing: 'never',
    sortKey: 'created',
    natural: 'descending',
    cell: ({ createdAt }, { now }) => when(createdAt, now),
  },
  decided: {
    width: '7.5rem',
    numeric: true,
    nothing: 'not decided',
    sortKey: 'decided',
    natural: 'descending',
    cell: ({ decidedAt }, { now }) => decidedAt && when(decidedAt, now),
  },
  size: {
    width: '6rem',
    numeric: true,
    nothing: 'no files',
    sortKey: 'size',
    natural: 'descending',
    cell: ({ size }) => bytes(size),
  },
}

function metricColumnOf(ref: ColumnRef, facts: VersionTableFacts): TableColumn<VersionItem> {
  const { key } = ref
  const precision = precisionOf(facts.versions.map(({ metrics }) => ownValue(metrics, key)))
  return {
    ...namedColumn(ref, facts.sorting, facts.meanings),
    nothing: 'not reported',
    cell: ({ metrics }) => {
      const value = ownValue(metrics, key)
      return value !== undefined && metric(value, precision)
    },
  }
}

function paramColumnOf(ref: ColumnRef, facts: VersionTableFacts): TableColumn<VersionItem> {
  const saidBy = ({ uri }: VersionItem) => ownValue(facts.params?.[uri], ref.key)
  const values = facts.versions.map(saidBy).filter((value) => value !== undefined)
  const numbers = values.filter((value) => typeof value === 'number')
  const precision = precisionOf(numbers)
  return {
    ...namedColumn(ref, facts.sorting),
    numeric: values.length > 0 && numbers.length === values.length,
    nothing: 'not set',
    cell: (version) => paramOf(saidBy(version), precision),
  }
}

function paramOf(value: Json | undefined, precision: Precision): ReactNode {
  if (value === undefined) return null
  if (typeof value === 'number') return metric(value, precision)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return (
    <span className="inline-block max-w-44 truncate align-bottom font-mono" title={text}>
      {text}
    </span>
  )
}

function datasetsOf(uris: readonly string[], org: string): ReactNode {
  if (uris.length === 0) return null
  const [first = '', ...others] = uris
  const name = first.replace('dataset://', '')
  const href = pathOfUri(org, first)
  return (
    <span className="line-clamp-2 wrap-anywhere" title={uris.join('\n')}>
      {href ? (
        <TextLink href={href} quiet>
          {name}
        </TextLink>
      ) : (
        name
      )}
      {others.length > 0 && <span className="text-ink-2"> and {others.length} more</span>}
    </span>
  )
}

const when = (at: string, now: Date) => (
  <span className="text-ink-2">
    <Time at={at} now={now} />
  </span>
)

/** Why it was decided as it was; before a decision, what the registrant says of it. */
function reasonOf({ decision, note, state }: VersionItem): ReactNode {
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
  return decided ? <span className="text-ink-2">By {decision.by.name}</span> : null
}
