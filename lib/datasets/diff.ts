import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { decodeCursor, FilePage, NameCursor, page } from '../page'
import { query } from '../query'
import { datumUri } from '../uri'
import {
  DatasetVersionRef,
  type DatasetVersionTarget,
  datasetVersionUri,
  findDatasetVersion,
} from './find'
import { findVersionBeside } from './previous'
import type { DatasetDiff, FileChange } from './view'

/** What differs in a version from another one: how much, and a page of the files by name. */
export const getDatasetDiff = query({
  action: 'dataset.read',
  input: DatasetVersionRef.extend({
    ...FilePage.shape,
    from: z
      .string()
      .min(1)
      .max(1000)
      .describe('A version of the same dataset, or the dataset:// URI of any'),
  }),
  load: (db, input, ctx) => findDatasetVersion(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<DatasetDiff> {
    const from = await findVersionBeside(db, ctx, input, input)
    const [before, after] = [from.version.id, subject.version.id]
    const { rows: counted } = await db.execute<Counts>(sql`
      select count(*) filter (where b.name is null)::int as added,
        count(*) filter (where a.name is null)::int as removed,
        count(*) filter (where b.sha256 <> a.sha256)::int as changed,
        count(*) filter (where b.sha256 = a.sha256)::int as unchanged
      from ${bothSides(before, after)}`)
    const last = decodeCursor(input.cursor, NameCursor)
    const { rows } = await db.execute<Row>(sql`
      select coalesce(a.name, b.name) as name,
        case when b.name is null then 'added' when a.name is null then 'removed' else 'changed' end
          as change,
        case when b.name is not null then ${side('b')} end as before,
        case when a.name is not null then ${side('a')} end as after
      from ${bothSides(before, after)}
      where b.sha256 is distinct from a.sha256
        ${last ? sql`and coalesce(a.name, b.name) > ${last[0]}` : sql``}
      order by coalesce(a.name, b.name) limit ${input.limit + 1}`)
    const uriOf = ({ dataset, version }: DatasetVersionTarget) =>
      datasetVersionUri(dataset.slug, version.name)
    const [counts = { added: 0, removed: 0, changed: 0, unchanged: 0 }] = counted
    return {
      from: uriOf(from),
      to: uriOf(subject),
      ...counts,
      ...page(rows, input.limit, fileChange, ({ name }) => [name]),
    }
  },
})

interface Counts extends Record<string, unknown> {
  added: number
  removed: number
  changed: number
  unchanged: number
}

interface Side {
  datum: string
  size: number
  sha256: string
}

interface Row extends Record<string, unknown> {
  name: string
  change: FileChange['change']
  before: Side | null
  after: Side | null
}

const bothSides = (before: string, after: string) => sql`
  (select * from dataset_version_files where dataset_version_id = ${before}) b
  full join (select * from dataset_version_files where dataset_version_id = ${after}) a
    on a.name = b.name`

const side = (table: 'a' | 'b') =>
  sql.raw(`json_build_object('datum', ${table}.datum_id, 'size', ${table}.size,
    'sha256', ${table}.sha256)`)

function fileChange({ name, change, before, after }: Row): FileChange {
  const view = (one: Side | null) =>
    one && { uri: datumUri(one.datum), size: one.size, sha256: one.sha256 }
  return { name, change, before: view(before), after: view(after) }
}
