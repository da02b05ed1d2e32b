import { z } from 'zod'
import type { Ctx } from '../actor'
import {
  type ColumnRef,
  columnsOffered,
  columnText,
  namesOf,
  readColumns,
} from '../columns/columns'
import { type CsvCell, type CsvTable, csvOfPages, jsonCell } from '../csv'
import { byCommonness } from '../metrics/common'
import { findOrganization } from '../organizations/find'
import { ownValue } from '../own-value'
import { query } from '../query'
import { searchVersions } from '../versions/search'
import type { FoundVersion } from '../versions/view'
import { type VersionCells, versionCells } from './version-cells'

const VersionColumns = z
  .string()
  .max(8000)
  .optional()
  .describe(
    'Columns, separated by commas: state, aliases, tags, dataset, note, by, created, decided, size, metric.<name>, param.<name>',
  )

/** How many metrics there are columns of where nobody says which. */
const commonest = 20

/** The versions of a search as CSV, all its pages. */
export const streamVersions = query({
  action: 'version.read',
  input: searchVersions.input
    .omit({ cursor: true, limit: true, params: true })
    .extend({ columns: VersionColumns }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  run: ({ input: { columns: asked, ...filters }, ctx }): Promise<AsyncIterable<string>> =>
    csvOfPages(
      (cursor) => searchVersions(ctx, { ...filters, cursor, limit: 500 }),
      (first) => table(ctx, filters.org, columnsOf(asked, first)),
    ),
})

/** Those that were asked for; else all of a version's own, and the metrics that most of the first ones have. */
function columnsOf(asked: string | undefined, first: readonly FoundVersion[]): ColumnRef[] {
  if (asked !== undefined) return readColumns(asked, 'versions')
  const metrics = byCommonness(first.map(({ metrics }) => Object.keys(metrics)))
  return [
    ...Object.keys(columnsOffered.versions.own).map((key): ColumnRef => ({ kind: 'own', key })),
    ...metrics.slice(0, commonest).map(([key]): ColumnRef => ({ kind: 'metric', key })),
  ]
}

function table(ctx: Ctx, org: string, columns: readonly ColumnRef[]): CsvTable<FoundVersion> {
  const params = namesOf(columns, 'param')
  const datasets = columns.some(({ kind, key }) => kind === 'own' && key === 'dataset')
  return {
    headers: ['version', 'model', 'number', ...columns.flatMap(headersOf)],
    async linesOf(versions) {
      const shown = versions.map(({ model, version }) => ({ model, version }))
      const cells = await versionCells(ctx, { org, shown, params, datasets, offer: false })
      return versions.map((version) => [
        version.uri,
        version.modelName,
        version.version,
        ...columns.flatMap((column) => cellsOf(column, version, cells)),
      ])
    },
  }
}

const headersOf = (column: ColumnRef): string[] =>
  column.kind === 'own' && column.key === 'note' ? ['note', 'decision'] : [columnText(column)]

function cellsOf(
  { kind, key }: ColumnRef,
  version: FoundVersion,
  cells: VersionCells,
): CsvCell | CsvCell[] {
  if (kind === 'metric') return ownValue(version.metrics, key) ?? ''
  if (kind === 'param') return jsonCell(ownValue(cells.params[version.uri], key))
  if (key === 'dataset') return (cells.datasets[version.uri] ?? []).join(' ')
  return own[key]?.(version) ?? ''
}

const own: Readonly<Record<string, (version: FoundVersion) => CsvCell | CsvCell[]>> = {
  state: ({ state }) => state,
  aliases: ({ aliases }) => aliases.join(' '),
  tags: ({ tags }) => tags.join(' '),
  note: ({ note, decision }) => [note, decision?.note],
  by: ({ registeredBy }) => registeredBy.name,
  created: ({ createdAt }) => createdAt,
  decided: ({ decidedAt }) => decidedAt,
  size: ({ size }) => size,
}
