import type { Access } from '@/lib/grants/view'
import { paths } from '@/lib/paths'
import type { FormAction } from './action-result'
import { ConfirmForm } from './confirm-form'
import { HolderName, keyOf, nameOf } from './holder-name'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

/** What a role may be given on. */
export type AccessKind = 'model' | 'project' | 'organization'

interface AccessTableProps {
  org: string
  access: readonly Access[]
  /** The id of who looks. */
  self: string | null
  /** What a role was given on: "model". */
  kind: AccessKind
  /** Takes a role back that was given right here; null for those who may not. */
  revoke: ((id: string) => FormAction) | null
}

export const accessColumns: readonly Column[] = [
  { key: 'holder', label: 'Who' },
  { key: 'role', label: 'Role' },
  { key: 'from', label: 'Comes from' },
  { key: 'revoke', label: <span className="sr-only">Revoke</span>, width: '12rem' },
]

/** Who has access: a line for each role, since one may hold several from several places. */
export function AccessTable({ org, access, self, kind, revoke }: AccessTableProps) {
  return (
    <Table caption="Who has access" columns={accessColumns} size="md">
      {access.flatMap((held) =>
        held.grants.map((grant) => {
          const { role, from, project, through, id } = grant
          return (
            <Row key={`${keyOf(held)} ${from} ${project} ${role} ${through?.slug}`}>
              <RowHead>
                <HolderName org={org} holder={held} self={self} />
              </RowHead>
              <Cell>
                <span className="whitespace-nowrap">{role}</span>
              </Cell>
              <Cell>
                <Origin org={org} grant={grant} kind={kind} />
              </Cell>
              <Cell>
                {id && revoke && !(kind === 'organization' && held.person) && (
                  <ConfirmForm
                    action={revoke(id)}
                    label="Revoke"
                    of={`${role} of ${nameOf(held)}`}
                    warning={warningOf(held.person?.id === self, kind)}
                    confirm="Revoke role"
                  />
                )}
              </Cell>
            </Row>
          )
        }),
      )}
    </Table>
  )
}

interface OriginProps extends Pick<AccessTableProps, 'org' | 'kind'> {
  grant: Access['grants'][number]
}

function Origin({ org, kind, grant }: OriginProps) {
  const { through } = grant
  return (
    <>
      <Place org={org} kind={kind} grant={grant} />
      {through && (
        <>
          , through the team{' '}
          <TextLink href={paths.team(org, through.slug)}>
            <span className="wrap-anywhere">{through.name}</span>
          </TextLink>
        </>
      )}
    </>
  )
}

function Place({ org, kind, grant: { from, project, role } }: OriginProps) {
  if (from === kind) return <>Given on this {kind}</>
  if (from === 'project' && project)
    return (
      <>
        Project{' '}
        <TextLink href={paths.projectSettings(org, project)}>
          <span className="wrap-anywhere">{project}</span>
        </TextLink>
      </>
    )
  const sees = kind === 'model' && (role === 'admin' || role === 'auditor')
  return <>The organization{sees && ', restricted models included'}</>
}

function warningOf(own: boolean, kind: string): string {
  return own
    ? `This is your own: you may lose sight of this ${kind}, or its settings, at once.`
    : 'It ends at once. Roles from elsewhere stay.'
}
