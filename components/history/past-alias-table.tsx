import type { InUse, PastAlias } from '@/lib/history/view'
import { paths } from '@/lib/paths'
import { Digest } from '../digest'
import { StateBadge } from '../state-badge'
import { Chip } from '../ui/chip'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { Caused } from './caused'

export const pastColumns: readonly Column[] = [
  { key: 'name', label: 'Name', width: '24%' },
  { key: 'version', label: 'Version then' },
  { key: 'cause', label: 'Made so by', width: '40%' },
]

/** Where aliases of a model pointed at a moment, each with what made it so. */
export function PastAliasTable({ org, aliases }: { org: string; aliases: readonly PastAlias[] }) {
  return (
    <Table caption="Aliases then" columns={pastColumns} size="md" fixed>
      {aliases.map((one) => (
        <PastAliasRow key={one.alias} org={org} model={one.model} alias={one} at={one.asOf} />
      ))}
    </Table>
  )
}

interface PastAliasRowProps {
  org: string
  model: string
  alias: InUse['aliases'][number]
  at: string
  /** Whether the model was deleted since: it has no page then that could be led to. */
  modelGone?: boolean
}

export function PastAliasRow({ org, model, alias: one, at, modelGone = false }: PastAliasRowProps) {
  return (
    <Row>
      <RowHead>
        {modelGone ? (
          <Chip mono>{one.alias}</Chip>
        ) : (
          <TextLink href={paths.modelAlias(org, model, one.alias, { at })} quiet>
            <Chip mono>{one.alias}</Chip>
          </TextLink>
        )}
      </RowHead>
      <Cell>
        <span className="flex flex-wrap items-center gap-2">
          {modelGone ? (
            `v${one.version}`
          ) : (
            <TextLink href={paths.version(org, model, one.version)} quiet>
              v{one.version}
            </TextLink>
          )}
          <StateBadge state={one.state} />
          <Digest digest={one.digest} />
        </span>
        <Gone gone={one.gone} />
      </Cell>
      <Cell>
        <Caused org={org} cause={one.cause} />
      </Cell>
    </Row>
  )
}

export function Gone({ gone }: { gone: boolean }) {
  return gone ? <p className="text-ink-2">It was deleted since, and its files are gone.</p> : null
}
