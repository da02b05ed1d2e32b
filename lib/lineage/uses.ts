import { type SQL, sql } from 'drizzle-orm'
import type { Ctx, Membership } from '../actor'
import { DatasetRef, findDataset } from '../datasets/find'
import { servingWhere } from '../deployments/serving-sql'
import { mayStop } from '../deployments/where-serving'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import { findModel, ModelRef } from '../models/find'
import { query } from '../query'
import { uuids } from '../visibility'
import { findNode, NodeRef } from './find'
import type { Uses } from './view'

/** What takes this one thing: how many runs, and which deployments. */
export const getUses = query({
  action: 'lineage.read',
  input: NodeRef,
  load: (db, input, ctx) => findNode(db, ctx, input),
  run: ({ db, subject: { node, organization }, ctx }) =>
    takenBy(db, ctx, organization, themselves([node.id])),
})

/** What takes a version of this model. */
export const getModelUses = query({
  action: 'model.read',
  input: ModelRef,
  load: (db, input, ctx) => findModel(db, ctx, input),
  run: ({ db, subject: { model, organization }, ctx }) =>
    takenBy(db, ctx, organization, versionsOf([model.id])),
})

/** What takes a version of this dataset. */
export const getDatasetUses = query({
  action: 'dataset.read',
  input: DatasetRef,
  load: (db, input, ctx) => findDataset(db, ctx, input),
  run: ({ db, subject: { dataset, organization }, ctx }) =>
    takenBy(db, ctx, organization, dataOf([dataset.id])),
})

/**
 * How many runs, here and in other systems, took each of these nodes as input, by id; those that none took
 * are left out. Runs are seen by every member, so it depends on no caller; the ids are of what they see.
 */
export const usesOf = (db: ReadDb, ids: readonly string[]): Promise<Map<string, Runs>> =>
  counted(db, themselves(ids))

/** The same for models: a run that took two versions of one is one run. */
export const usesOfModels = (db: ReadDb, ids: readonly string[]): Promise<Map<string, Runs>> =>
  counted(db, versionsOf(ids))

/** The same for datasets. */
export const usesOfDatasets = (db: ReadDb, ids: readonly string[]): Promise<Map<string, Runs>> =>
  counted(db, dataOf(ids))

type Runs = Pick<Uses, 'runs'>

const themselves = (ids: readonly string[]) =>
  sql`select id, id as node from unnest(${uuids(ids)}) as w(id)`

const versionsOf = (ids: readonly string[]) =>
  sql`select v.model_id as id, v.id as node from versions v
    where v.model_id = any(${uuids(ids)}) and ${there('v')}`

const dataOf = (ids: readonly string[]) =>
  sql`select dv.dataset_id as id, dv.id as node from dataset_versions dv
    where dv.dataset_id = any(${uuids(ids)})`

const takes = sql`l.from_id = n.node and l.role = 'input' and (l.to_kind = 'external_run'
  or exists (select 1 from runs r join projects p on p.id = r.project_id
    where r.id = l.to_id and ${there('p')}))`

async function counted(db: ReadDb, nodes: SQL): Promise<Map<string, Runs>> {
  const { rows } = await db.execute<{ id: string; runs: number }>(sql`
    select n.id, count(distinct l.to_id)::int as runs
    from (${nodes}) n join lineage_edges l on ${takes} group by n.id`)
  return new Map(rows.map(({ id, runs }) => [id, { runs }]))
}

async function takenBy(
  db: ReadDb,
  ctx: Ctx,
  { organizationId }: Membership,
  nodes: SQL,
): Promise<Uses> {
  const here = sql`sv.version_id in (select node from n)`
  const { rows } = await db.execute<Omit<Uses, 'stop'> & { projectIds: string[] }>(sql`
    with n as (${nodes})
    select (select count(distinct l.to_id)::int from n join lineage_edges l on ${takes}) as runs,
      ${servingWhere(here)} as serving,
      array(select distinct d.project_id from serving_versions sv
        join deployments d on d.id = sv.deployment_id where ${here}) as "projectIds"`)
  const { runs, serving, projectIds } = rows[0] ?? { runs: 0, serving: [], projectIds: [] }
  return { runs, serving, stop: mayStop(ctx, organizationId, projectIds) }
}
