import type { ColumnRef } from '@/lib/columns/columns'
import { paths } from '@/lib/paths'
import type { VersionItem } from '@/lib/versions/view'
import { SelectAll } from './select-all'
import { boxColumn, SelectBox } from './select-box'
import { columnSort, type Sorting } from './sorting'
import { Cell, type Column, Row, RowHead, Table, type TableSize } from './ui/table'
import { TextLink } from './ui/text-link'
import { type VersionTableFacts, versionColumn } from './version-columns'

interface VersionTableProps extends VersionTableFacts {
  columns: readonly ColumnRef[]
  /** Names the model in each row, for lists across models. */
  withModel?: boolean
  /** Each row has a box, for the selection bar of the page. */
  selectable?: boolean
  caption?: string
}

/** Versions, of one model or of many, with the columns that were chosen. */
export function VersionTable(props: VersionTableProps) {
  const {
    org,
    versions,
    columns,
    withModel = false,
    selectable = false,
    caption = 'Versions',
  } = props
  const chosen = columns.map((ref) => versionColumn(ref, props))
  return (
    <Table
      caption={caption}
      columns={[
        ...(selectable ? [boxColumn(<SelectAll />)] : []),
        nameColumn(withModel, props.sorting),
        ...chosen,
      ]}
      size={sizeFor(chosen.length)}
    >
      {versions.map((version) => (
        <Row key={version.uri}>
          {selectable && (
            <Cell>
              {/* A finger's room makes no row higher. */}
              <span className="-my-1.5 block">
                <SelectBox model={version.model} version={version.version} />
              </span>
            </Cell>
          )}
          <RowHead>
            <VersionName org={org} version={version} withModel={withModel} />
          </RowHead>
          {chosen.map(({ key, numeric = false, nothing, cell }) => (
            <Cell key={key} numeric={numeric} nothing={nothing}>
              {cell(version)}
            </Cell>
          ))}
        </Row>
      ))}
    </Table>
  )
}

/** The columns without what they say, so that a skeleton can have the same. */
export function bareVersionColumns(columns: readonly ColumnRef[], withModel = false): Column[] {
  const facts = { org: '', versions: [], now: new Date(0) }
  return [nameColumn(withModel), ...columns.map((ref) => versionColumn(ref, facts))]
}

/** Room for so many columns beside the name. */
export function sizeFor(columns: number): TableSize {
  if (columns <= 8) return 'lg'
  if (columns <= 10) return 'xl'
  return columns <= 14 ? '2xl' : '3xl'
}

function nameColumn(withModel: boolean, sorting?: Sorting): Column {
  const key = withModel ? 'model' : 'number'
  const sort = sorting && columnSort(key, sorting, withModel ? 'ascending' : 'descending')
  return {
    key: 'version',
    label: withModel ? 'Model and version' : 'Version',
    ...(sort && { sort }),
  }
}

interface VersionNameProps {
  org: string
  version: VersionItem
  withModel: boolean
}

function VersionName({ org, version: { model, version }, withModel }: VersionNameProps) {
  return (
    <TextLink
      href={paths.version(org, model, version)}
      quiet
      className={`line-clamp-2 font-strong ${withModel ? 'max-w-[44vw] sm:max-w-80' : ''}`}
    >
      {withModel && <span className="font-regular wrap-anywhere">{model} </span>}v{version}
    </TextLink>
  )
}
