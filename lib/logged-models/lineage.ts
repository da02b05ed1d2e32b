import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { there } from '../life/there'
import { addEdgesFrom } from '../lineage/edges'
import { uuids } from '../visibility'

interface Of {
  id: string
  organizationId: string
}

/** Leads to a run from the versions that were registered of the logged models it took. */
export async function linkTaken(
  tx: Tx,
  ctx: Ctx,
  { id, organizationId }: Of,
  modelIds: readonly string[],
): Promise<void> {
  if (modelIds.length === 0) return
  const { rows } = await tx.execute<{ id: string }>(sql`
    select v.id from version_origins o join versions v on v.id = o.version_id
    join models on models.id = v.model_id
    where o.logged_model_id = any(${uuids(modelIds)}) and v.run_id is distinct from ${id}
      and ${there('v', 'models')}`)
  const from = rows.map((row) => row.id)
  if (from.length === 0) return
  await addEdgesFrom(
    tx,
    ctx,
    { organizationId, from },
    sql`select 'version'::node_kind as from_kind, v as from_id, 'run'::node_kind as to_kind,
        ${id}::uuid as to_id, 'input'::edge_role as role, false as quiet
      from unnest(${uuids(from)}) v`,
  )
}

/** Leads from a version that is registered of a logged model to the runs that took that before. */
export async function linkTakers(
  tx: Tx,
  ctx: Ctx,
  version: Of & { runId: string | null },
  modelId: string,
): Promise<void> {
  const { id, organizationId, runId } = version
  await addEdgesFrom(
    tx,
    ctx,
    { organizationId, from: [id] },
    sql`select 'version'::node_kind as from_kind, ${id}::uuid as from_id, 'run'::node_kind as to_kind,
        m.run_id as to_id, 'input'::edge_role as role, false as quiet
      from run_models m where m.model_id = ${modelId} and m.role = 'input'
        and m.run_id is distinct from ${runId}::uuid`,
  )
}
