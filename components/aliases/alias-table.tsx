import type { ModelAlias } from '@/lib/aliases/view'
import { paths } from '@/lib/paths'
import type { FormAction } from '../action-result'
import { Actor } from '../actor'
import { AliasChip } from '../alias-chips'
import { ConfirmForm } from '../confirm-form'
import { Copy } from '../copy'
import { StateBadge } from '../state-badge'
import { Time } from '../time'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { WhyNot } from '../why-not'

export const modelAliasColumns: readonly Column[] = [
  { key: 'alias', label: 'Alias', width: '30%' },
  { key: 'version', label: 'Version', width: '9rem' },
  { key: 'since', label: 'Since' },
  { key: 'remove', label: 'Remove', width: '20%' },
]

interface AliasTableProps {
  org: string
  aliases: readonly ModelAlias[]
  remove: (alias: ModelAlias) => FormAction
  now: Date
}

/** The aliases of a model: where each leads, since when and why, and whether one may take it away. */
export function AliasTable({ org, aliases, remove, now }: AliasTableProps) {
  return (
    <Table caption="Aliases" columns={modelAliasColumns} size="lg" fixed>
      {aliases.map((one) => (
        <Row key={one.alias}>
          <RowHead>
            <span className="flex min-w-0 items-center gap-0.5">
              <AliasChip
                name={one.alias}
                href={paths.modelAlias(org, one.model, one.alias)}
                locked={one.protection !== null}
              />
              <Copy text={one.uri} what={one.uri} />
            </span>
          </RowHead>
          <Cell>
            <span className="flex flex-wrap items-center gap-2">
              <TextLink href={paths.version(org, one.model, one.version)} quiet>
                v{one.version}
              </TextLink>
              <StateBadge state={one.state} />
            </span>
          </Cell>
          <Cell>
            <span className="text-ink-2">
              <Time at={one.updatedAt} now={now} />
              {one.by && (
                <>
                  , <Actor actor={one.by} />
                </>
              )}
            </span>
            {one.note && <p className="line-clamp-2 wrap-anywhere">{one.note}</p>}
          </Cell>
          <Cell>
            {one.may.ok ? (
              <ConfirmForm
                action={remove(one)}
                label="Remove"
                of={one.alias}
                warning="Whoever resolves it will find nothing."
                confirm="Remove"
              />
            ) : (
              <span className="text-ink-2">
                {one.may.reason}{' '}
                <WhyNot href={paths.why(org, 'alias.remove', `model://${one.model}/`)} />
              </span>
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}
