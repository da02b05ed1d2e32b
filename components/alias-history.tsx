import type { AliasMove } from '@/lib/aliases/view'
import { pathOfUri, paths } from '@/lib/paths'
import { Actor } from './actor'
import { Time } from './time'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'
import { UriText } from './uri'

export const aliasHistoryColumns: readonly Column[] = [
  { key: 'alias', label: 'Alias', width: '26%' },
  { key: 'to', label: 'From then on' },
  { key: 'by', label: 'By', width: '9rem' },
  { key: 'when', label: 'When', width: '7rem', numeric: true },
]

interface AliasHistoryProps {
  org: string
  moves: readonly AliasMove[]
  now: Date
}

/** Where aliases pointed and from when, latest first. */
export function AliasHistory({ org, moves, now }: AliasHistoryProps) {
  if (moves.length === 0) return <p className="text-ink-2">No alias was ever moved.</p>
  return (
    <Table caption="History of the aliases" columns={aliasHistoryColumns} size="md" fixed>
      {moves.map(({ alias, at, by, to, note, event }) => (
        <Row key={event?.id ?? `${alias} ${at} ${to}`}>
          <RowHead>
            <code className="line-clamp-2 font-mono wrap-anywhere">{alias}</code>
          </RowHead>
          <Cell>
            {to === null ? (
              <span className="text-ink-2">Removed</span>
            ) : (
              <code className="line-clamp-3 font-mono wrap-anywhere" title={to}>
                <Target org={org} uri={to} />
              </code>
            )}
            {note && <p className="line-clamp-3 wrap-anywhere">{note}</p>}
          </Cell>
          <Cell>
            <span className="line-clamp-2" title={by.name}>
              <Actor actor={by} />
            </span>
          </Cell>
          <Cell numeric>
            {event ? (
              <TextLink href={paths.event(org, event.id)} quiet>
                <Time at={at} now={now} />
              </TextLink>
            ) : (
              <span className="text-ink-2">
                <Time at={at} now={now} />
              </span>
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

function Target({ org, uri }: { org: string; uri: string }) {
  const href = pathOfUri(org, uri)
  const text = <UriText uri={uri} />
  return href ? (
    <TextLink href={href} quiet>
      {text}
    </TextLink>
  ) : (
    text
  )
}
