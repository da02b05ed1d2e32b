import { sql } from 'drizzle-orm'
import type { Subject } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { isId } from '../ids'
import { projectIds } from '../life/projects'
import { there } from '../life/there'
import { isoTime } from '../prepared'
import { visibleOutputs } from '../runs/visible'
import type { Json } from '../view'
import { uuids } from '../visibility'

/** A file by its `datum://` identity. */
export interface FoundFile {
  id: string
  name: string
  /** Bytes. */
  size: number
  sha256: string
  properties: Record<string, Json>
  createdAt: string
  /** Where a run made it that is still there. */
  made: { project: string; run: number } | null
  access: Subject
}

/**
 * The files of these ids that the caller may see, in one query: outputs of runs, and files of dataset
 * versions, which are there for every member however they came.
 */
export async function findFiles(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  asked: readonly string[],
): Promise<Map<string, FoundFile>> {
  const ids = [...new Set(asked.filter(isId))]
  if (ids.length === 0) return new Map()
  const { rows } = await db.execute<Row>(sql`
    select * from (
      select run_outputs.id, path as name, size::float8 as size, sha256, properties,
        ${isoTime(sql`run_outputs.created_at`)} as created_at, p.slug as project, r.number as run, array[p.id] as project_ids
      from run_outputs join runs r on r.id = run_outputs.run_id
        join projects p on p.id = r.project_id
      where run_outputs.id = any(${uuids(ids)}) and r.organization_id = ${organizationId}
        and ${visibleOutputs(ctx, organizationId)}
      union all
      (select distinct on (f.datum_id) f.datum_id, f.name, f.size::float8, f.sha256, f.properties,
        ${isoTime(sql`dv.created_at`)}, null, null, ${projectIds('dataset', sql`d.id`)}
      from dataset_version_files f join dataset_versions dv on dv.id = f.dataset_version_id
        join datasets d on d.id = dv.dataset_id
      where f.datum_id = any(${uuids(ids)}) and dv.organization_id = ${organizationId}
        and ${there('d')}
      order by f.datum_id, dv.created_at, dv.id)
    ) found
    order by project is null desc`)
  return new Map(rows.map((row) => [row.id, fileOf(organizationId, row)]))
}

interface Row extends Record<string, unknown> {
  id: string
  name: string
  size: number
  sha256: string
  properties: Record<string, Json>
  created_at: string
  project: string | null
  run: number | null
  project_ids: string[]
}

function fileOf(organizationId: string, row: Row): FoundFile {
  const { id, name, size, sha256, properties, project, run } = row
  return {
    id,
    name,
    size,
    sha256,
    properties,
    createdAt: row.created_at,
    made: project !== null && run !== null ? { project, run } : null,
    access: { organizationId, projectIds: row.project_ids },
  }
}
