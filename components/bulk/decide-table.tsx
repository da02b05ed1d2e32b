import { metric, type Precision, precisionOf, signed } from '@/lib/format'
import { compare, judges, type Meanings, meaningOf } from '@/lib/metrics/direction'
import { ownValue } from '@/lib/own-value'
import { paths } from '@/lib/paths'
import type { Chosen, ChosenVersion } from '@/lib/versions/chosen'
import { commonMetrics } from '../common-metrics'
import { ApprovalBadges, LifeBadge } from '../life-badge'
import { metricColumn } from '../metric-column'
import { Verdict } from '../metrics-compare'
import { boxColumn } from '../select-box'
import { StateBadge } from '../state-badge'
import { LockIcon } from '../ui/icons'
import { Cell, type Column, Nothing, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { VerdictCounts } from '../verdict-counts'
import { WhyNot } from '../why-not'
import { OwnDecision } from './own-decision'
import { PickBox } from './pick-box'
import { deeds, refusalOf } from './refusal'

interface DecideTableProps {
  org: string
  chosen: Chosen
  /** Without it nothing is asked, and no row says why: the page does. */
  asks: boolean
}

type Base = Chosen['models'][number]['current']

/** The versions to decide on, each beside the one in use. */
export function DecideTable({ org, chosen, asks }: DecideTableProps) {
  const { versions, models, meanings } = chosen
  const bases = new Map(models.map(({ slug, current }) => [slug, current]))
  const keys = commonMetrics(versions.map(({ metrics }) => metrics))
  const values = (key: string) =>
    [...versions, ...bases.values()].map((of) => ownValue(of?.metrics, key))
  const precisions = new Map(keys.map((key) => [key, precisionOf(values(key))]))
  return (
    <Table
      caption="Versions to decide on"
      columns={decideColumns(keys, asks)}
      size={keys.length > 2 ? 'xl' : 'lg'}
    >
      {versions.map((version) => {
        const { uri, asked, model, version: number, state } = version
        const called = `${model} v${number}`
        const base = bases.get(model) ?? null
        const refusal = refusalOf(version, 'decide')
        return (
          <Row key={uri}>
            {asks && (
              <Cell>
                {refusal ? (
                  <LockIcon className="text-ink-3" />
                ) : (
                  <PickBox {...{ uri: asked, called, state }} />
                )}
              </Cell>
            )}
            <RowHead>
              <Named {...{ org, version }} />
            </RowHead>
            {asks && (
              <Cell>
                {refusal ? (
                  <span className="text-ink-2">
                    {refusal} <WhyNot href={paths.why(org, deeds.decide, uri)} />
                  </span>
                ) : (
                  <OwnDecision {...{ uri: asked, called, state }} />
                )}
              </Cell>
            )}
            {keys.map((key) => (
              <Cell key={key} numeric>
                <Figure
                  {...{ name: key, version, base, meanings, precision: precisions.get(key) }}
                />
              </Cell>
            ))}
            <Cell>
              <Against {...{ version, base, meanings }} />
            </Cell>
            <Cell nothing="no note">
              {version.note && (
                <span className="line-clamp-2" title={version.note}>
                  {version.note}
                </span>
              )}
            </Cell>
          </Row>
        )
      })}
    </Table>
  )
}

/** The columns, so that a skeleton can have the same. */
export function decideColumns(keys: readonly string[], asks = true): Column[] {
  return [
    ...(asks ? [{ ...boxColumn('Approve'), width: '4.5rem' }] : []),
    { key: 'version', label: 'Version' },
    ...(asks ? [{ key: 'own', label: 'Decision', width: '9rem' }] : []),
    ...keys.map(metricColumn),
    { key: 'against', label: 'Against the approved', width: '11rem' },
    { key: 'note', label: 'Note', width: '22%' },
  ]
}

/** A version among several: its name, state and life. */
export function Named({ org, version }: { org: string; version: ChosenVersion }) {
  return (
    <span className="flex max-w-[44vw] flex-col items-start gap-1 py-0.5 sm:max-w-72">
      <TextLink
        href={paths.version(org, version.model, version.version)}
        quiet
        className="line-clamp-2 font-strong wrap-anywhere"
      >
        {version.model} v{version.version}
      </TextLink>
      <span className="flex flex-wrap gap-1">
        <StateBadge state={version.state} />
        <ApprovalBadges approval={version.approval} />
        <LifeBadge life={version.life} />
      </span>
    </span>
  )
}

interface FigureProps {
  name: string
  version: ChosenVersion
  base: Base
  meanings: Meanings
  precision: Precision | undefined
}

/** A metric, and how it differs from that of the version in use. */
function Figure({ name, version, base, meanings, precision }: FigureProps) {
  const value = ownValue(version.metrics, name)
  if (value === undefined) return <Nothing says="not reported" />
  const meaning = meaningOf(name, meanings)
  const other = base?.version === version.version ? undefined : ownValue(base?.metrics, name)
  const { difference, verdict } = compare(value, other, meaning.direction)
  return (
    <>
      {metric(value, precision)}
      {difference !== null && (
        <span className="block text-ink-2">
          {signed(difference, precision)}{' '}
          {(judges(name, meaning) || verdict === 'same') && <Verdict verdict={verdict} />}
        </span>
      )}
    </>
  )
}

function Against({ version, base, meanings }: Omit<FigureProps, 'name' | 'precision'>) {
  if (!base) return <span className="text-ink-2">Nothing is approved yet</span>
  if (base.version === version.version) return <span className="text-ink-2">In use now</span>
  return <VerdictCounts metrics={version.metrics} base={base} meanings={meanings} />
}
