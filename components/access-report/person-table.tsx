import type { MayDo } from '@/lib/access-report/view'
import { NothingYet } from '../ui/empty'
import { Section } from '../ui/section'
import { Cell, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { Answer, Paths } from './verdict-cells'
import { deedOf } from './words'

interface PersonTableProps {
  report: MayDo
  /** Where everyone who may do one thing is told. */
  whoHref: (action: string) => string
}

/** All that one person may do here, and through what. */
export function PersonTable({ report, whoHref }: PersonTableProps) {
  const { person, roles, actions } = report
  const may = actions.filter((one) => one.may)
  const not = actions.filter((one) => !one.may)
  return (
    <>
      <Section title={`Roles of ${person.name} here`}>
        {roles.length > 0 ? <Paths through={roles} /> : <NothingYet>None.</NothingYet>}
      </Section>
      <Section title="What they may do">
        <Table caption="What they may do" columns={columns} size="sm">
          {[...may, ...not].map(({ action, through, ...verdict }) => (
            <Row key={action}>
              <RowHead>
                <TextLink href={whoHref(action)} quiet>
                  {deedOf(action)}
                </TextLink>
              </RowHead>
              <Cell>
                <Answer {...verdict} />
              </Cell>
              <Cell nothing="no role">{through.length > 0 && <Paths through={through} />}</Cell>
            </Row>
          ))}
        </Table>
      </Section>
    </>
  )
}

const columns = [
  { key: 'action', label: 'Action' },
  { key: 'may', label: 'May' },
  { key: 'through', label: 'Through' },
]
