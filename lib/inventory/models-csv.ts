import { z } from 'zod'
import type { Ctx } from '../actor'
import { type ColumnRef, columnText, namesOf, readColumns, usualColumns } from '../columns/columns'
import { type CsvCell, type CsvTable, csvOfPages } from '../csv'
import { fieldText } from '../fields/text'
import { listModels } from '../models/queries'
import type { Model } from '../models/view'
import { findOrganization } from '../organizations/find'
import { ownValue } from '../own-value'
import { query } from '../query'
import { modelCells } from './model-cells'

/** The columns that a CSV of models may have: those of the list. */
export const ModelColumns = z
  .string()
  .max(8000)
  .optional()
  .describe(
    'Columns, separated by commas: newest, latest, projects, owner, tags, modified, created, versions, metric.<name>, field.<key>',
  )

/** The models of a list as CSV, all its pages. */
export const streamModels = query({
  action: 'model.read',
  input: listModels.input.omit({ cursor: true, limit: true }).extend({ columns: ModelColumns }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  run: ({ input: { columns: asked, ...filters }, ctx }): Promise<AsyncIterable<string>> => {
    const columns = asked === undefined ? usualColumns('models') : readColumns(asked, 'models')
    return csvOfPages(
      (cursor) => listModels(ctx, { ...filters, cursor, limit: 500 }),
      () => table(ctx, filters, columns),
    )
  },
})

function table(
  ctx: Ctx,
  { org, match }: { org: string; match: string },
  columns: readonly ColumnRef[],
): CsvTable<Model> {
  const metrics = namesOf(columns, 'metric')
  return {
    headers: ['model', 'name', ...columns.flatMap(headersOf)],
    async linesOf(models) {
      const shown = models.map(({ slug, newest, latest }) => ({
        model: slug,
        version: (match === 'approved' ? latest : newest)?.version ?? null,
      }))
      const cells = await modelCells(ctx, { org, shown, metrics, over: 1, offer: false })
      return models.map((model) => [
        model.uri,
        model.name,
        ...columns.flatMap((column) => {
          const { kind, key } = column
          if (kind === 'metric')
            return ownValue(ownValue(cells.metrics, model.slug), key)?.value ?? ''
          if (kind === 'field') return fieldText(model.fields, key) ?? ''
          return own[key]?.(model) ?? ''
        }),
      ])
    },
  }
}

const headersOf = (column: ColumnRef): string[] =>
  column.kind === 'own' && column.key === 'newest' ? ['newest', 'state'] : [columnText(column)]

const own: Readonly<Record<string, (model: Model) => CsvCell | CsvCell[]>> = {
  newest: ({ newest }) => [newest?.version, newest?.state],
  latest: ({ latest }) => latest?.version,
  projects: ({ projects }) => projects.join(' '),
  owner: ({ owner }) => owner.name,
  tags: ({ tags }) => tags.join(' '),
  modified: ({ updatedAt }) => updatedAt,
  created: ({ createdAt }) => createdAt,
  versions: ({ versions }) => versions,
}
