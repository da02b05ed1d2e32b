import type { HeldRole } from '@/lib/grants/of-holder'
import { paths } from '@/lib/paths'
import type { FormAction } from './action-result'
import { ConfirmForm } from './confirm-form'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

interface HeldRolesProps {
  org: string
  roles: readonly HeldRole[]
  /** Takes one in the organization back; null for those who may not. */
  revoke: ((id: string) => FormAction) | null
}

const columns: readonly Column[] = [
  { key: 'role', label: 'Role' },
  { key: 'on', label: 'On' },
  { key: 'revoke', label: <span className="sr-only">Revoke</span>, width: '12rem' },
]

/** What a team or a service account holds, and on what. */
export function HeldRoles({ org, roles, revoke }: HeldRolesProps) {
  return (
    <Table caption="Roles" columns={columns} size="sm">
      {roles.map((held) => (
        <Row key={held.id}>
          <RowHead>
            <span className="font-strong whitespace-nowrap">{held.role}</span>
          </RowHead>
          <Cell>
            <Place org={org} held={held} />
          </Cell>
          <Cell>
            {revoke && held.on === 'organization' && (
              <ConfirmForm
                action={revoke(held.id)}
                label="Revoke"
                of={held.role}
                warning="It ends at once. Roles on models and projects stay."
                confirm="Revoke role"
              />
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

function Place({ org, held: { on, slug, name } }: { org: string; held: HeldRole }) {
  if (on === 'organization') return <>The organization</>
  const href = on === 'model' ? paths.modelSettings(org, slug) : paths.projectSettings(org, slug)
  return (
    <>
      {on === 'model' ? 'Model' : 'Project'}{' '}
      <TextLink href={href}>
        <span className="wrap-anywhere">{name}</span>
      </TextLink>
    </>
  )
}
