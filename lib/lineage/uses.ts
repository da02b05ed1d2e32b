import { type SQL, sql } from 'drizzle-orm'
import { DatasetRef, findDataset } from '../datasets/find'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import { findModel, ModelRef } from '../models/find'
import { query } from '../query'
import { uuids } from '../visibility'
import { findNode, NodeRef } from './find'
import type { Uses } from './view'

/** How many runs took this one thing as input. */
export const getUses = query({
  action: 'lineage.read',
  input: NodeRef,
  load: (db, input, ctx) => findNode(db, ctx, input),
  run: ({ db, subject: { node } }) => oneOf(usesOf(db, [node.id]), node.id),
})

/** How many runs took a version of this model as input. */
export const getModelUses = query({
  action: 'model.read',
  input: ModelRef,
  load: (db, input, ctx) => findModel(db, ctx, input),
  run: ({ db, subject: { model } }) => oneOf(usesOfModels(db, [model.id]), model.id),
})

/** How many runs took a version of this dataset as input. */
export const getDatasetUses = query({
  action: 'dataset.read',
  input: DatasetRef,
  load: (db, input, ctx) => findDataset(db, ctx, input),
  run: ({ db, subject: { dataset } }) => oneOf(usesOfDatasets(db, [dataset.id]), dataset.id),
})

/**
 * How many runs, here and in other systems, took each of these nodes as input, by id; those that none took
 * are left out. Runs are seen by every member, so it depends on no caller; the ids are of what they see.
 */
export const usesOf = (db: ReadDb, ids: readonly string[]): Promise<Map<string, Uses>> =>
  counted(db, sql`select id, id as node from unnest(${uuids(ids)}) as w(id)`)

/** The same for models: a run that took two versions of one is one run. */
export const usesOfModels = (db: ReadDb, ids: readonly string[]): Promise<Map<string, Uses>> =>
  counted(
    db,
    sql`select v.model_id as id, v.id as node from versions v
      where v.model_id = any(${uuids(ids)}) and ${there('v')}`,
  )

/** The same for datasets. */
export const usesOfDatasets = (db: ReadDb, ids: readonly string[]): Promise<Map<string, Uses>> =>
  counted(
    db,
    sql`select dv.dataset_id as id, dv.id as node from dataset_versions dv
      where dv.dataset_id = any(${uuids(ids)})`,
  )

async function counted(db: ReadDb, nodes: SQL): Promise<Map<string, Uses>> {
  const { rows } = await db.execute<{ id: string; runs: number }>(sql`
    select n.id, count(distinct l.to_id)::int as runs
    from (${nodes}) n join lineage_edges l on l.from_id = n.node and l.role = 'input'
    where l.to_kind = 'external_run' or exists (select 1 from runs r
      join projects p on p.id = r.project_id where r.id = l.to_id and ${there('p')})
    group by n.id`)
  return new Map(rows.map(({ id, runs }) => [id, { runs }]))
}

async function oneOf(found: Promise<Map<string, Uses>>, id: string): Promise<Uses> {
  return (await found).get(id) ?? { runs: 0 }
}
