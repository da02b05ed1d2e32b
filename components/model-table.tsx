import { type ColumnRef, usualColumns } from '@/lib/columns/columns'
import type { Model } from '@/lib/models/view'
import { paths } from '@/lib/paths'
import { LifeBadge } from './life-badge'
import { type ModelTableFacts, modelColumn } from './model-columns'
import { columnSort, type Sorting } from './sorting'
import { Cell, type Column, Row, RowHead, Table, type TableSize } from './ui/table'
import { TextLink } from './ui/text-link'

interface ModelTableProps extends ModelTableFacts {
  models: readonly Model[]
  columns?: readonly ColumnRef[]
  caption?: string
}

/** The inventory: what there is, what is new, what is approved, whose it is, with the columns that were chosen. */
export function ModelTable(props: ModelTableProps) {
  const { org, models, columns = usualColumns('models'), caption = 'Models' } = props
  const chosen = columns.map((ref) => modelColumn(ref, props))
  return (
    <Table
      caption={caption}
      columns={[nameColumn(props.sorting), ...chosen]}
      {...roomFor(chosen)}
      fixed
    >
      {models.map((model) => (
        <Row key={model.slug}>
          <RowHead>
            <div className="flex flex-wrap items-baseline gap-x-2.5">
              <TextLink
                href={paths.model(org, model.slug)}
                quiet
                className="line-clamp-2 font-strong"
              >
                {model.name}
              </TextLink>
              <code className="hidden max-w-full truncate font-mono text-ink-3 sm:inline">
                model://{model.slug}
              </code>
              <LifeBadge life={model.life} />
            </div>
          </RowHead>
          {chosen.map(({ key, numeric = false, nothing, cell }) => (
            <Cell key={key} numeric={numeric} nothing={nothing}>
              {cell(model)}
            </Cell>
          ))}
        </Row>
      ))}
    </Table>
  )
}

/** The columns without what they say, so that a skeleton can have the same. */
export function bareModelColumns(columns: readonly ColumnRef[] = usualColumns('models')): Column[] {
  const facts = { org: '', now: new Date(0) }
  return [nameColumn(), ...columns.map((ref) => modelColumn(ref, facts))]
}

/** Room for the columns, which keep their widths, and for a name beside them. */
function roomFor(columns: readonly Column[]): { size: TableSize; least?: number } {
  const rem = columns.reduce((sum, { width = '10rem' }) => sum + Number.parseFloat(width), 18)
  return rem <= 58 ? { size: 'lg' } : { size: 'lg', least: rem }
}

function nameColumn(sorting?: Sorting): Column {
  return { key: 'name', label: 'Name', ...(sorting && { sort: columnSort('name', sorting) }) }
}
