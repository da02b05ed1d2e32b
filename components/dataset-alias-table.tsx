import type { DatasetAlias } from '@/lib/datasets/view'
import { paths } from '@/lib/paths'
import type { Ability } from '@/lib/view'
import type { FormAction } from './action-result'
import { ConfirmForm } from './confirm-form'
import { Copy } from './copy'
import { Time } from './time'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

export function datasetAliasColumns(removable: boolean): readonly Column[] {
  return [
    { key: 'alias', label: 'Alias' },
    { key: 'version', label: 'Version', width: '26%' },
    { key: 'since', label: 'Since', width: '6.5rem' },
    ...(removable ? [{ key: 'remove', label: 'Remove', width: '9.5rem' }] : []),
  ]
}

interface DatasetAliasTableProps {
  org: string
  aliases: readonly DatasetAlias[]
  may: Ability
  remove: (alias: string) => FormAction
  now: Date
}

/** The aliases of a dataset and the versions that they lead to. */
export function DatasetAliasTable({ org, aliases, may, remove, now }: DatasetAliasTableProps) {
  return (
    <Table caption="Aliases" columns={datasetAliasColumns(may.ok)} size="md" fixed>
      {aliases.map(({ dataset, alias, uri, version, updatedAt }) => (
        <Row key={alias}>
          <RowHead>
            <span className="flex items-start gap-0.5">
              <code className="line-clamp-2 font-mono wrap-anywhere">{alias}</code>
              <Copy text={uri} what={uri} />
            </span>
          </RowHead>
          <Cell>
            <TextLink
              href={paths.datasetVersion(org, dataset, version)}
              quiet
              className="line-clamp-2 wrap-anywhere"
            >
              {version}
            </TextLink>
          </Cell>
          <Cell>
            <span className="text-ink-2">
              <Time at={updatedAt} now={now} />
            </span>
          </Cell>
          {may.ok && (
            <Cell>
              <ConfirmForm
                action={remove(alias)}
                label="Remove"
                of={alias}
                warning="Jobs that follow it will find nothing."
                confirm="Remove"
              />
            </Cell>
          )}
        </Row>
      ))}
    </Table>
  )
}
