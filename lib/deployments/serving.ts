import { sql } from 'drizzle-orm'

import type { ReadDb, Tx } from '../door'
import { few, named } from '../life/held'
import type { Holders } from '../life/holders'
import { there } from '../life/there'
import { findModel, ModelRef } from '../models/find'

import { query } from '../query'
import { VersionNumber } from '../versions/find'
import type { Warning } from '../view'
import { uuids } from '../visibility'
import { deploymentUri } from './find'
import { servingWhere } from './serving-sql'
import type { ServingHere } from './view'

/** Where each of some models, or versions, serves now; in one query, for lists. Others are left out. */
export async function servingOf(
  db: ReadDb,
  of: { modelIds: readonly string[] } | { versionIds: readonly string[] },
): Promise<Map<string, ServingHere[]>> {
  const [ids, which] =
    'modelIds' in of
      ? [of.modelIds, sql`sv.model_id = w.id`]
      : [of.versionIds, sql`sv.version_id = w.id`]
  const { rows } = await db.execute<{ id: string; serving: ServingHere[] }>(
    sql`select w.id, ${servingWhere(which)} as serving from unnest(${uuids(ids)}) as w(id)`,
  )
  return new Map(rows.flatMap(({ id, serving }) => (serving.length > 0 ? [[id, serving]] : [])))
}

/** Where a model, or one version of it, serves now. */
export const listServing = query({
  action: 'deployment.read',
  input: ModelRef.extend({ version: VersionNumber.optional() }),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject: { model }, input }): Promise<ServingHere[]> {
    const serving = (await servingOf(db, { modelIds: [model.id] })).get(model.id) ?? []
    const { version } = input
    return version === undefined ? serving : serving.filter((one) => one.version === version)
  },
})

/** What a reader of a version that should not serve, and does, is told. */
export function servingWarnings(
  { number, state, life }: { number: number; state: string; life: string },
  serving: readonly ServingHere[],
): Warning[] {
  if (serving.length === 0 || (state === 'approved' && life === 'live')) return []
  const is = life === 'live' ? state : life
  const where = serving.map(({ deployment }) => deployment).join(', ')
  return [{ code: 'still_serves', message: `v${number} is ${is}, and serves ${where}.` }]
}

/** The deployments that serve something now, for what would be taken away from them. */
export async function deploymentsServing(
  tx: Tx,
  org: string,
  which: { versionId: string } | { modelId: string } | { projectId: string },
): Promise<Holders> {
  const about =
    'versionId' in which
      ? sql`sv.version_id = ${which.versionId}`
      : 'modelId' in which
        ? sql`sv.model_id = ${which.modelId}`
        : sql`d.project_id = ${which.projectId}`
  const { rows } = await tx.execute<{ slug: string; total: number }>(sql`
    select slug, count(*) over ()::int as total from (
      select distinct d.slug from serving_versions sv join deployments d on d.id = sv.deployment_id
      join projects p on p.id = d.project_id where ${there('p')} and ${about}) held
    order by slug limit ${named}`)
  const found = rows.map(({ slug, total }) => ({ uri: deploymentUri(org, slug), total }))
  return { ...few(found), way: 'projectId' in which ? 'stop the deployments' : 'stop it there' }
}
