import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../door'
import { few, named } from '../life/held'
import type { Holders } from '../life/holders'
import { there } from '../life/there'
import { runUri } from '../uri'

type Taken =
  | { versionId: string }
  | { modelId: string }
  | { datasetId: string }
  | { projectId: string }

/** The runs that have not ended and take something as input, or are in a project. */
export async function runsTaking(tx: Tx, taken: Taken): Promise<Holders> {
  const { rows } = await tx.execute<{ project: string; number: number; total: number }>(sql`
    select p.slug as project, r.number, count(*) over ()::int as total
    from runs r join projects p on p.id = r.project_id
    where r.state in ('queued', 'running') and ${there('p')} and ${isTaken(taken)}
    order by r.created_at, r.id limit ${named}`)
  const runs = rows.map(({ project, number, total }) => ({ uri: runUri(project, number), total }))
  return { ...few(runs), way: 'wait for the runs to end' }
}

function isTaken(taken: Taken): SQL {
  if ('projectId' in taken) return sql`r.project_id = ${taken.projectId}`
  if ('versionId' in taken) return hasInput(sql`i.version_id = ${taken.versionId}`)
  if ('modelId' in taken)
    return hasInput(
      sql`i.version_id in (select v.id from versions v where v.model_id = ${taken.modelId})`,
    )
  return hasInput(ofDataset(sql`${taken.datasetId}`))
}

/** That an input, `i`, is a version of a dataset, or a file that only versions of it have. */
export function ofDataset(datasetId: SQL): SQL {
  const versions = sql`select v.id from dataset_versions v where v.dataset_id = ${datasetId}`
  return sql`(i.dataset_version_id in (${versions}) or i.datum_id in (
    select f.datum_id from dataset_version_files f where f.dataset_version_id in (${versions})))`
}

function hasInput(which: SQL): SQL {
  return sql`exists (select 1 from run_inputs i where i.run_id = r.id and ${which})`
}
