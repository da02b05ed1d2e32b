import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { ReadDb } from '../door'
import type { ArtifactPlace } from './path'

export interface ArtifactFile {
  /** Below the place that was asked for. */
  path: string
  /** Bytes. */
  size: number
  sha256: string
}

/** What lies in a folder: a file, or a folder of its own. */
export interface ArtifactEntry {
  name: string
  isFolder: boolean
  /** Bytes, of a file. */
  size: number
}

/**
 * The files at or below a place, by path; a file itself is the one of its name. Decides nothing: whoever
 * hands the bytes on asks whether the caller may have them (`requireBlobs`), or says what is `seen`.
 */
export async function filesUnder(
  db: ReadDb,
  place: ArtifactPlace,
  seen?: SQL,
): Promise<ArtifactFile[]> {
  const { path } = place
  const { rows } = await db.execute<ArtifactFile & Record<string, unknown>>(sql`
    select case when path = ${path} then substring(path from '[^/]*$')
        else ${restBelow(path)} end as path,
      size::float8 as size, sha256
    from (${filesOf(place, seen)}) f
    where path = ${path} or ${liesBelow(path)}
    order by path collate "C"`)
  return rows
}

/** The file of exactly this place. */
export async function fileAt(
  db: ReadDb,
  place: ArtifactPlace,
  seen?: SQL,
): Promise<ArtifactFile | undefined> {
  const { rows } = await db.execute<ArtifactFile & Record<string, unknown>>(sql`
    select path, size::float8 as size, sha256 from (${filesOf(place, seen)}) f
    where path = ${place.path}`)
  return rows[0]
}

/** What lies in a folder, by name, after one of them; none in what is no folder. */
export async function entriesIn(
  db: ReadDb,
  place: ArtifactPlace,
  { seen, after = '', limit = null }: { seen?: SQL; after?: string; limit?: number | null } = {},
): Promise<ArtifactEntry[]> {
  const { rows } = await db.execute<ArtifactEntry & Record<string, unknown>>(sql`
    select name, bool_or(rest <> name) as "isFolder", max(size)::float8 as size
    from (select rest, split_part(rest, '/', 1) as name, size
      from (select ${restBelow(place.path)} as rest, size
        from (${filesOf(place, seen)}) f where ${liesBelow(place.path)}) below
      ) named
    where name > ${after} collate "C"
    group by name order by name collate "C" limit ${limit}`)
  return rows
}

/** All files of whatever a place is of: `path`, `size`, `sha256`. */
export function filesOf(place: ArtifactPlace, seen: SQL = sql`true`): SQL {
  if (place.kind === 'run')
    return sql`select run_outputs.path, run_outputs.size, run_outputs.sha256 from run_outputs
      where run_outputs.run_id = ${place.id} and ${seen}`
  if (place.kind === 'logged_model')
    return sql`select logged_model_files.path, logged_model_files.size, logged_model_files.sha256
      from logged_model_files where logged_model_files.model_id = ${place.id} and ${seen}`
  return sql`select version_files.name as path, version_files.size, version_files.sha256
    from version_files join versions v on v.id = version_files.version_id
    where v.model_id = ${place.modelId} and v.number = ${place.number} and ${seen}`
}

/** Whether a path in `column` lies below another: a range of bytes, for an index. A `0` is what follows a `/`. */
export const liesBelow = (path: string, column: SQL | PgColumn = sql`path`): SQL =>
  path === ''
    ? sql`true`
    : sql`(${column} collate "C" >= ${`${path}/`} and ${column} collate "C" < ${`${path}0`})`

/** What the `path` of a row is below another. PostgreSQL counts characters, not halves of them. */
const restBelow = (path: string): SQL =>
  path === '' ? sql`path` : sql`substr(path, char_length(${`${path}/`}::text) + 1)`
