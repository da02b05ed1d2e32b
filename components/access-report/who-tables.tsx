import type { Who } from '@/lib/access-report/view'
import { NothingYet } from '../ui/empty'
import { Section } from '../ui/section'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { Answer, Paths } from './verdict-cells'

interface WhoTablesProps {
  who: Who
  /** Where all that one person may is told. */
  personHref: (id: string) => string
}

/** Who may, and through what: people, then the teams and service accounts behind them. */
export function WhoTables({ who, personHref }: WhoTablesProps) {
  const { items, teams, serviceAccounts } = who
  return (
    <>
      <Section title="People">
        {items.length === 0 ? (
          <NothingYet>Nobody holds a role that suffices. An admin gives roles.</NothingYet>
        ) : (
          <Table caption="People who may" columns={whoColumns} size="md">
            {items.map(({ person, through, ...verdict }) => (
              <Row key={person.id}>
                <RowHead>
                  <span className="flex max-w-[38vw] flex-col sm:max-w-72">
                    <TextLink
                      href={personHref(person.id)}
                      quiet
                      className="line-clamp-2 font-strong wrap-anywhere"
                    >
                      {person.name}
                    </TextLink>
                    <span className="truncate text-ink-2" title={person.email}>
                      {person.email}
                    </span>
                  </span>
                </RowHead>
                <Cell>
                  <Answer {...verdict} />
                </Cell>
                <Cell>
                  <Paths through={through} />
                </Cell>
              </Row>
            ))}
          </Table>
        )}
      </Section>
      {teams.length > 0 && (
        <Section title="Teams">
          <Table caption="Teams whose members may" columns={teamColumns} size="sm">
            {teams.map(({ team, members, through }) => (
              <Row key={team.slug}>
                <RowHead>
                  <span className="line-clamp-2 font-strong wrap-anywhere">{team.name}</span>
                </RowHead>
                <Cell numeric>{members}</Cell>
                <Cell>
                  <Paths through={through.map((path) => ({ ...path, team: null }))} />
                </Cell>
              </Row>
            ))}
          </Table>
        </Section>
      )}
      {serviceAccounts.length > 0 && (
        <Section title="Service accounts">
          <Table caption="Service accounts with a role for it" columns={whoColumns} size="md">
            {serviceAccounts.map(({ account, through, ...verdict }) => (
              <Row key={account.slug}>
                <RowHead>
                  <span className="line-clamp-2 font-strong wrap-anywhere">{account.name}</span>
                </RowHead>
                <Cell>
                  <Answer {...verdict} />
                </Cell>
                <Cell>
                  <Paths through={through} />
                </Cell>
              </Row>
            ))}
          </Table>
        </Section>
      )}
    </>
  )
}

export const whoColumns: readonly Column[] = [
  { key: 'who', label: 'Who' },
  { key: 'may', label: 'May' },
  { key: 'through', label: 'Through' },
]

const teamColumns: readonly Column[] = [
  { key: 'team', label: 'Team' },
  { key: 'members', label: 'Members', numeric: true, width: '6rem' },
  { key: 'through', label: 'Through' },
]
