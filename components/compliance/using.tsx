import type { Compliance } from '@/lib/compliance/view'
import { count, exactTime, plural } from '@/lib/format'
import { paths } from '@/lib/paths'
import { Actor } from '../actor'
import { verbOf } from '../audit-words'
import { Section } from '../ui/section'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { UriLink } from './making'
import { Receipt } from './receipt'

type Props = { org: string; told: Compliance }

const aliasColumns: readonly Column[] = [
  { key: 'alias', label: 'Alias' },
  { key: 'from', label: 'From' },
  { key: 'to', label: 'Until' },
  { key: 'by', label: 'Moved here by' },
  { key: 'event', label: 'Recorded' },
]

const runColumns: readonly Column[] = [
  { key: 'run', label: 'Run' },
  { key: 'by', label: 'By' },
  { key: 'at', label: 'Begun' },
  { key: 'state', label: 'State' },
  { key: 'event', label: 'Recorded' },
]

const useColumns: readonly Column[] = [
  { key: 'by', label: 'Who' },
  { key: 'first', label: 'First' },
  { key: 'last', label: 'Last' },
  { key: 'count', label: 'Times', numeric: true, width: '6rem' },
]

/** Where it ran and when: under which names, in which runs, by whom. */
export function Using({ org, told }: Props) {
  const { aliases, runs, runCount, uses } = told
  return (
    <Section title="Where was it used, and when?">
      {aliases.length === 0 && <p>No alias ever led to it.</p>}
      {aliases.length > 0 && (
        <Table caption="Aliases" columns={aliasColumns} size="md">
          {aliases.map(({ alias, from, to, by, event }) => (
            <Row key={`${alias} ${from}`}>
              <RowHead>{alias}</RowHead>
              <Cell>{exactTime(from)}</Cell>
              <Cell>{to ? exactTime(to) : 'to this day'}</Cell>
              <Cell>
                <Actor actor={by} />
              </Cell>
              <Cell>
                <Receipt event={event} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      {runCount === 0 ? (
        <p>No run took it as input.</p>
      ) : (
        <p>
          {plural(runCount, 'run')} took it as input
          {runCount > runs.length && runs.length > 0 && `; the latest ${runs.length} that ran here`}
          .
        </p>
      )}
      {runs.length > 0 && (
        <Table caption="Runs that used it" columns={runColumns} size="md">
          {runs.map(({ uri, by, at, state, event }) => (
            <Row key={uri}>
              <RowHead>
                <UriLink org={org} uri={uri} />
              </RowHead>
              <Cell>
                <Actor actor={by} />
              </Cell>
              <Cell>{exactTime(at)}</Cell>
              <Cell>{state}</Cell>
              <Cell>
                <Receipt event={event} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      {uses.length === 0 && <p>Nobody resolved or downloaded it outside of runs.</p>}
      {uses.length > 0 && (
        <Table caption="Resolved or downloaded outside of runs" columns={useColumns} size="md">
          {uses.map(({ by, first, last, count: times, event, lastEvent }) => (
            <Row key={by.id}>
              <RowHead>
                <Actor actor={by} />
              </RowHead>
              <Cell>
                {exactTime(first)} <Receipt event={event} />
              </Cell>
              <Cell>
                {exactTime(last)} <Receipt event={lastEvent} />
              </Cell>
              <Cell numeric>{count(times)}</Cell>
            </Row>
          ))}
        </Table>
      )}
      <p className="text-ink-2">
        What a program does with files that it has downloaded, the hub does not see.
      </p>
    </Section>
  )
}

/** Whatever else happened to it: archived, recalled, asked about. */
export function Life({ org, told: { life, recalls, comments, version } }: Props) {
  const { model, version: number } = version
  return (
    <Section title="What else happened to it?">
      {life.length === 0 && recalls.length === 0 && <p>Nothing that the log tells of.</p>}
      {life.length > 0 && (
        <ul>
          {life.map(({ action, by, onBehalfOf, at, note, event }) => (
            <li key={event.id} className="border-b border-line py-1.5">
              {exactTime(at)}: <Actor actor={by} owner={onBehalfOf} />{' '}
              {verbOf({ action, outcome: 'done' })} it. {note} <Receipt event={event} />
            </li>
          ))}
        </ul>
      )}
      {recalls.length > 0 && (
        <ul>
          {recalls.map(({ uri, reason, by, at, liftedAt }) => (
            <li key={`${uri} ${at}`} className="border-b border-line py-1.5">
              {exactTime(at)}: {by} recalled{' '}
              {uri ? <UriLink org={org} uri={uri} /> : 'something it is made of'}. {reason}{' '}
              {liftedAt ? `Lifted on ${exactTime(liftedAt)}.` : <strong>It holds.</strong>}
            </li>
          ))}
        </ul>
      )}
      <p>
        <TextLink href={paths.discussion(org, model, number)}>
          {plural(comments, 'comment')}
        </TextLink>
        {' · '}
        <TextLink href={paths.versionActivity(org, model, number)}>All its activity</TextLink>
        {' · '}
        <TextLink href={paths.modelLineage(org, model, { version: number })}>Lineage</TextLink>
      </p>
    </Section>
  )
}
