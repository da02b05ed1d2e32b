import type { ReactNode } from 'react'
import { allSame } from '@/lib/compare/rows'
import type { ComparedVersion, Comparison } from '@/lib/compare/view'
import {
  bytes,
  duration,
  metric,
  type Precision,
  precisionOf,
  shortDigest,
  signed,
} from '@/lib/format'
import { compare, isFiniteNumber, judges, type Meaning } from '@/lib/metrics/direction'
import type { Json, MetricValue } from '@/lib/view'
import { Actor } from '../actor'
import { jsonText } from '../json-text'
import { MetricName } from '../metric-name'
import { Verdict } from '../metrics-compare'
import { Time } from '../time'
import { Chip } from '../ui/chip'
import { Nothing } from '../ui/table'
import { Uri } from '../uri'
import { bestOf } from './best'
import { CodeLink } from './code-link'
import { LongValue } from './long-value'
import { meaningOfRow, metricsInOrder } from './metrics'

/** One thing that versions are compared by: its name, and what each has; the base is the first of them. */
export interface CompareLine {
  key: string
  head: ReactNode
  cell(at: number): ReactNode
}

export interface CompareGroup {
  title: string
  lines: CompareLine[]
  /** How many more there are, which are not shown. */
  more: number
}

interface Shown {
  org: string
  /** Whether what agrees in all versions is left out. */
  diff: boolean
  now: Date
}

/** Beyond this the table is no help any more; the CSV has all of it. */
const mostCells = 4000

/** A comparison, its base first, as the parts of a table. */
export function groupsOf(comparison: Comparison, shown: Shown): CompareGroup[] {
  const { versions, params, data, environment, files } = comparison
  const most = Math.max(20, Math.floor(mostCells / versions.length))
  const group = (title: string, lines: CompareLine[]): CompareGroup => ({
    title,
    lines: lines.slice(0, most),
    more: Math.max(0, lines.length - most),
  })
  return [
    group('Metrics', metricLines(comparison)),
    group('Parameters', params.map(paramLine)),
    group(
      'Data',
      data.map(({ name, values }) => ({
        key: name,
        head: name,
        cell: (at) => <Uris uris={values[at] ?? []} org={shown.org} />,
      })),
    ),
    group('Version', factLines(versions, shown)),
    group('Environment and packages', environment.map(environmentLine)),
    group('Files', files.map(fileLine)),
  ].filter(({ lines }) => lines.length > 0)
}

function metricLines({ metrics }: Comparison): CompareLine[] {
  return metricsInOrder(metrics).map((row) => {
    const { key, values } = row
    const meaning = meaningOfRow(row)
    const isJudge = judges(key, meaning)
    const precision = precisionOf(values)
    const best = isJudge ? bestOf(values, meaning.direction) : new Set<number>()
    return {
      key,
      head: <MetricName name={key} meaning={meaning} />,
      cell: (at) => (
        <MetricCell
          {...{ precision, meaning, isJudge }}
          value={values[at] ?? null}
          base={at > 0 ? (values[0] ?? null) : null}
          isBest={best.has(at)}
        />
      ),
    }
  })
}

interface MetricCellProps {
  value: MetricValue | null
  /** The base's; null for the base itself. */
  base: MetricValue | null
  precision: Precision
  meaning: Meaning
  isJudge: boolean
  isBest: boolean
}

function MetricCell({ value, base, precision, meaning, isJudge, isBest }: MetricCellProps) {
  if (value === null) return <Nothing says="not reported" />
  const { difference, verdict } = compare(value, base, meaning.direction)
  return (
    <span className="flex flex-col">
      <span>
        <span className={isBest ? 'font-strong' : undefined}>{metric(value, precision)}</span>
        {isBest && <span className="text-ink-2"> best</span>}
      </span>{' '}
      {difference !== null && (
        <span className="flex flex-wrap gap-x-2">
          {difference !== 0 && <span>{told(difference, precision)}</span>}{' '}
          {(isJudge || verdict === 'same') && <Verdict verdict={verdict} />}
        </span>
      )}
    </span>
  )
}

const paramLine = ({ key, values }: { key: string; values: Json[] }): CompareLine => ({
  key,
  head: <code className="font-mono">{key}</code>,
  cell: (at) => {
    const value = values[at] ?? null
    return value === null ? null : (
      <Changed is={!allSame([value, values[0]])}>
        <LongValue text={jsonText(value)} mono />
      </Changed>
    )
  },
})

const environmentLine = ({ key, values }: Comparison['environment'][number]): CompareLine => ({
  key,
  head: key.startsWith('package ') ? (
    <code className="font-mono">{key.slice('package '.length)}</code>
  ) : (
    key
  ),
  cell: (at) => {
    const value = values[at] ?? null
    return value === null ? null : (
      <Changed is={value !== values[0]}>
        <LongValue text={value} mono />
      </Changed>
    )
  },
})

function fileLine({ name, values }: Comparison['files'][number]): CompareLine {
  return {
    key: name,
    head: <code className="font-mono">{name}</code>,
    cell: (at) => <FileCell file={values[at] ?? null} base={at > 0 ? (values[0] ?? null) : null} />,
  }
}

type ComparedFile = Comparison['files'][number]['values'][number]

function FileCell({ file, base }: { file: ComparedFile; base: ComparedFile }) {
  if (!file) return <Nothing says="no such file" />
  const isSame = base?.sha256 === file.sha256
  return (
    <span className="flex flex-col">
      <span>
        <span className={base && !isSame ? 'font-strong' : undefined}>{bytes(file.size)}</span>
        {base && <span className="text-ink-2">, {isSame ? 'same' : 'changed'}</span>}
      </span>
      <code className="font-mono text-ink-2" title={`sha256:${file.sha256}`}>
        {shortDigest(file.sha256)}
      </code>
    </span>
  )
}

/** A difference by the precision of its row, unless that would make nothing of it. */
function told(difference: number, precision: Precision): string {
  const text = signed(difference, precision)
  return /[1-9]/.test(text) ? text : signed(difference)
}

/** What is known of the versions themselves, with the value by which they differ. */
function factLines(versions: readonly ComparedVersion[], { org, diff, now }: Shown): CompareLine[] {
  const fact = (
    title: string,
    of: (version: ComparedVersion) => unknown,
    draw: (version: ComparedVersion) => ReactNode,
  ) => ({
    key: title,
    head: title,
    values: versions.map(of),
    cell: (at: number) => {
      const version = versions[at]
      return version ? draw(version) : null
    },
  })
  return [
    fact('Aliases', aliasesOf, (version) => <Chips words={aliasesOf(version)} mono />),
    fact(
      'Tags',
      ({ tags }) => tags,
      ({ tags }) => <Chips words={tags} />,
    ),
    fact(
      'Note',
      ({ note }) => note || null,
      ({ note }) => note && <LongValue text={note} />,
    ),
    fact(
      'Took',
      ({ duration }) => duration,
      ({ duration: seconds }) => (isFiniteNumber(seconds) ? duration(seconds * 1000) : null),
    ),
    fact(
      'Run',
      ({ run }) => run,
      ({ run }) => run && <Uri uri={run} org={org} copy={false} />,
    ),
    fact(
      'Code',
      ({ commit }) => commit,
      ({ commit }) => commit && <CodeLink commit={commit} />,
    ),
    fact(
      'Registered',
      ({ createdAt }) => createdAt,
      ({ registeredBy, createdAt }) => (
        <span className="text-ink-2">
          <Actor actor={registeredBy} />, <Time at={createdAt} now={now} />
        </span>
      ),
    ),
  ]
    .filter(({ values }) => values.some((value) => value !== null && !isEmptyList(value)))
    .filter(({ values }) => !diff || !allSame(values))
}

const aliasesOf = ({ latest, aliases }: ComparedVersion) => [
  ...(latest ? ['latest'] : []),
  ...aliases,
]

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0

/** Set off where it is not what the base has. */
function Changed({ is, children }: { is: boolean; children: ReactNode }) {
  return is ? <span className="font-strong">{children}</span> : children
}

function Chips({ words, mono = false }: { words: readonly string[]; mono?: boolean }) {
  if (words.length === 0) return <Nothing says="none" />
  return (
    <span className="flex flex-wrap gap-1">
      {words.map((word) => (
        <Chip key={word} mono={mono}>
          {word}
        </Chip>
      ))}
    </span>
  )
}

function Uris({ uris, org }: { uris: readonly string[]; org: string }) {
  if (uris.length === 0) return <Nothing says="none" />
  return (
    <span className="flex flex-col gap-1">
      {uris.map((uri) => (
        <Uri key={uri} uri={uri} org={org} copy={false} />
      ))}
    </span>
  )
}
