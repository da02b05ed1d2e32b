import type { ReactNode } from 'react'
import { type ColumnRef, columnLabel } from '@/lib/columns/columns'
import { fieldText } from '@/lib/fields/text'
import { count, precisionOf } from '@/lib/format'
import type { Trend } from '@/lib/inventory/model-cells'
import { type Meanings, meaningOf } from '@/lib/metrics/direction'
import type { Model } from '@/lib/models/view'
import { ownValue } from '@/lib/own-value'
import { paths } from '@/lib/paths'
import { namedColumn } from './metric-column'
import { MetricTrend } from './metric-trend'
import { ProjectLinks } from './project-links'
import { columnSort, type Sorting } from './sorting'
import { StateBadge } from './state-badge'
import { Tags } from './tags'
import { Time } from './time'
import type { Column } from './ui/table'
import { TextLink } from './ui/text-link'
import type { TableColumn } from './version-columns'

/** What cells need besides their model. */
export interface ModelTableFacts {
  org: string
  now: Date
  /** By the slug of the model, then by the metric's name. */
  metrics?: Record<string, Record<string, Trend>> | undefined
  /** What people call the fields, by their key. */
  fieldLabels?: Record<string, string> | undefined
  /** What the metrics mean here; without it what their names suggest. */
  meanings?: Meanings | undefined
  sorting?: Sorting | undefined
  /** Metrics are those of the newest version, though models may be matched by another. */
  saysNewest?: boolean | undefined
}

/** The column that a reference means. */
export function modelColumn(ref: ColumnRef, facts: ModelTableFacts): TableColumn<Model> {
  if (ref.kind === 'metric') return metricColumnOf(ref, facts)
  if (ref.kind === 'field') return fieldColumnOf(ref, facts)
  const { nothing, sortKey, natural, cell, ...column } = ownColumns[ref.key] ?? unknown
  const sort = sortKey && facts.sorting && columnSort(sortKey, facts.sorting, natural)
  return {
    ...column,
    key: ref.key,
    label: columnLabel(ref, 'models'),
    nothing,
    ...(sort && { sort }),
    cell: (model) => cell(model, facts),
  }
}

interface OwnColumn extends Pick<Column, 'width' | 'numeric'> {
  nothing: string
  sortKey?: string
  natural?: 'descending'
  cell(model: Model, facts: ModelTableFacts): ReactNode
}

const unknown: OwnColumn = { nothing: 'nothing', cell: () => null }

const ownColumns: Readonly<Record<string, OwnColumn>> = {
  newest: {
    width: '9.25rem',
    nothing: 'no version',
    sortKey: 'newest',
    natural: 'descending',
    cell: ({ slug, newest }, { org }) =>
      newest && (
        <span className="flex items-center gap-2">
          <TextLink href={paths.version(org, slug, newest.version)} quiet className="min-w-7">
            v{newest.version}
          </TextLink>
          <StateBadge state={newest.state} />
        </span>
      ),
  },
  latest: {
    width: '8rem',
    nothing: 'nothing approved',
    cell: ({ slug, latest }, { org }) =>
      latest && (
        <TextLink href={paths.version(org, slug, latest.version)} quiet>
          v{latest.version}
        </TextLink>
      ),
  },
  projects: {
    width: '8.5rem',
    nothing: 'no project',
    cell: ({ projects }, { org }) => <ProjectLinks org={org} projects={projects} />,
  },
  owner: {
    width: '7.5rem',
    nothing: 'nobody',
    cell: ({ owner }) => <span className="line-clamp-2">{owner.name}</span>,
  },
  tags: {
    width: '9rem',
    nothing: 'no tag',
    cell: ({ tags }) => tags.length > 0 && <Tags tags={tags} />,
  },
  modified: {
    width: '6.5rem',
    numeric: true,
    nothing: 'never',
    sortKey: 'updated',
    natural: 'descending',
    cell: ({ updatedAt }, { now }) => when(updatedAt, now),
  },
  created: {
    width: '6.5rem',
    numeric: true,
    nothing: 'never',
    sortKey: 'created',
    natural: 'descending',
    cell: ({ createdAt }, { now }) => when(createdAt, now),
  },
  versions: {
    width: '5.5rem',
    numeric: true,
    nothing: 'no version',
    sortKey: 'versions',
    natural: 'descending',
    cell: ({ versions }) => versions > 0 && count(versions),
  },
}

function metricColumnOf(ref: ColumnRef, facts: ModelTableFacts): TableColumn<Model> {
  const { key } = ref
  const trends = Object.values(facts.metrics ?? {}).map((metrics) => ownValue(metrics, key))
  const precision = precisionOf(trends.map((trend) => trend?.value))
  return {
    ...namedColumn(ref, facts.sorting, facts.meanings, facts.saysNewest ? 'newest ' : ''),
    width: '10rem',
    nothing: 'not reported',
    cell: ({ slug }) => {
      const trend = ownValue(ownValue(facts.metrics, slug), key)
      if (!trend || trend.value === null) return null
      return (
        <MetricTrend
          values={trend.values}
          direction={meaningOf(key, facts.meanings).direction}
          precision={precision}
        />
      )
    },
  }
}

function fieldColumnOf({ key }: ColumnRef, facts: ModelTableFacts): TableColumn<Model> {
  return {
    key: `field.${key}`,
    label: ownValue(facts.fieldLabels, key) ?? key,
    width: '9rem',
    nothing: 'not said',
    cell: ({ fields }) => {
      const said = fieldText(fields, key)
      return said !== undefined && <span className="line-clamp-2 wrap-anywhere">{said}</span>
    },
  }
}

const when = (at: string, now: Date) => (
  <span className="text-ink-2">
    <Time at={at} now={now} />
  </span>
)
