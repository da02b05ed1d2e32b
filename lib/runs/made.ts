import { sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { datasetVersionUri } from '../datasets/find'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import { visibleModels } from '../visibility'

/** What a run made, as URIs in a stable order. */
export interface Made {
  versions: { id: string; uri: string; visible: boolean }[]
  datasets: string[]
}

/** Versions and dataset versions that came from a run; `visible` says which models the caller sees. */
export async function madeBy(
  db: ReadDb,
  ctx: Ctx,
  run: { id: string; organizationId: string },
): Promise<Made> {
  const { rows: versions } = await db.execute<{ id: string; uri: string; visible: boolean }>(sql`
    select v.id, 'model://' || ${models.slug} || '/v' || v.number as uri,
      ${visibleModels(ctx, run.organizationId)} as visible
    from versions v join ${models} on ${models.id} = v.model_id
    where v.run_id = ${run.id} and ${there('v', 'models')}
    order by ${models.slug}, v.number`)
  const { rows: datasets } = await db.execute<{ dataset: string; version: string }>(sql`
    select d.slug as dataset, v.name as version
    from dataset_versions v join datasets d on d.id = v.dataset_id
    where v.run_id = ${run.id} and ${there('d')} order by d.slug, v.position`)
  return {
    versions: [...versions],
    datasets: datasets.map(({ dataset, version }) => datasetVersionUri(dataset, version)),
  }
}

export const visibleUris = (made: Made): string[] =>
  made.versions.filter(({ visible }) => visible).map(({ uri }) => uri)
