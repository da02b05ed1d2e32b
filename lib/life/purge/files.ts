import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../door'
import { forgetFiles } from '../../lineage/forget'
import { uuids } from '../../visibility'

export interface Freed {
  files: number
  bytes: number
  /** Files of runs that went along. */
  outputs: number
}

/**
 * Lets go of the files of versions, and of the same bytes among the outputs of whichever run of the
 * organization where nothing else holds them: with the version gone these would open to everybody. The
 * bytes themselves are removed by whoever collects what nothing refers to.
 */
export async function freeVersionFiles(tx: Tx, ids: string[]): Promise<Freed> {
  const outputs = await freeOutputs(
    tx,
    sql`exists (select 1 from versions gone join version_files g on g.version_id = gone.id
        join runs r on r.id = o.run_id and r.organization_id = gone.organization_id
      where gone.id = any(${uuids(ids)}) and g.sha256 = o.sha256)
      and ${heldByNothingElse(sql`f.version_id <> all(${uuids(ids)})`, sql`true`)}`,
  )
  const { rows } = await tx.execute<Sum>(sql`with freed as (
      delete from version_files where version_id = any(${uuids(ids)}) returning size)
    select count(*)::int as files, coalesce(sum(size), 0)::float8 as bytes from freed`)
  return { files: rows[0]?.files ?? 0, bytes: rows[0]?.bytes ?? 0, outputs: outputs.files }
}

/** The same for versions of datasets. */
export async function freeDatasetFiles(tx: Tx, ids: string[]): Promise<Freed> {
  const outputs = await freeOutputs(
    tx,
    sql`exists (select 1 from dataset_versions gone
        join dataset_version_files g on g.dataset_version_id = gone.id
        join runs r on r.id = o.run_id and r.organization_id = gone.organization_id
      where gone.id = any(${uuids(ids)}) and g.sha256 = o.sha256)
      and ${heldByNothingElse(sql`true`, sql`f.dataset_version_id <> all(${uuids(ids)})`)}`,
  )
  const { rows } = await tx.execute<Sum>(sql`with freed as (
      delete from dataset_version_files where dataset_version_id = any(${uuids(ids)}) returning size)
    select count(*)::int as files, coalesce(sum(size), 0)::float8 as bytes from freed`)
  return { files: rows[0]?.files ?? 0, bytes: rows[0]?.bytes ?? 0, outputs: outputs.files }
}

/** Removes outputs of runs, `o`, that a condition names. A run that took one still says which it took. */
export async function freeOutputs(tx: Tx, which: SQL): Promise<Omit<Freed, 'outputs'>> {
  await forgetFiles(tx, sql`select o.id from run_outputs o where ${which}`)
  await tx.execute(sql`update run_inputs set output_id = null
    where output_id in (select o.id from run_outputs o where ${which})`)
  const { rows } = await tx.execute<Sum>(sql`with freed as (
      delete from run_outputs o where ${which} returning size)
    select count(*)::int as files, coalesce(sum(size), 0)::float8 as bytes from freed`)
  return { files: rows[0]?.files ?? 0, bytes: rows[0]?.bytes ?? 0 }
}

type Sum = { files: number; bytes: number }

/**
 * That no other version or dataset version of the organization holds the bytes of `o`. One that is deleted
 * closes them like one that is there, and may come back.
 */
function heldByNothingElse(versionToo: SQL, dataToo: SQL): SQL {
  return sql`not exists (select 1 from version_files f join versions v on v.id = f.version_id
      join runs r on r.id = o.run_id
      where f.sha256 = o.sha256 and v.organization_id = r.organization_id and ${versionToo})
    and not exists (select 1 from dataset_version_files f
      join dataset_versions dv on dv.id = f.dataset_version_id join runs r on r.id = o.run_id
      where f.sha256 = o.sha256 and dv.organization_id = r.organization_id and ${dataToo})`
}
