import { sql } from 'drizzle-orm'
import type { Tx } from '../../door'
import { uuids } from '../../visibility'

/** Lets go of the code, curves, logged parameters and tags, and logs of runs, but for those that something not purged came from. */
export async function freeTelemetry(tx: Tx, runIds: string[]): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select r.id from runs r join projects p on p.id = r.project_id
    where r.id = any(${uuids(runIds)})
      and not exists (select 1 from versions v join models m on m.id = v.model_id
        where v.run_id = r.id and v.purged_at is null and m.purged_at is null)
      and not exists (select 1 from dataset_versions dv join datasets d on d.id = dv.dataset_id
        where dv.run_id = r.id and d.purged_at is null)`)
  const ids = uuids(rows.map(({ id }) => id))
  await tx.execute(sql`delete from run_metrics where run_id = any(${ids})`)
  await tx.execute(sql`delete from run_summaries where run_id = any(${ids})`)
  await tx.execute(sql`delete from run_params where run_id = any(${ids})`)
  await tx.execute(sql`delete from run_tags where run_id = any(${ids})`)
  await tx.execute(sql`update runs set code_sha256 = null
    where id = any(${ids}) and code_sha256 is not null`)
  await tx.execute(sql`delete from run_logs where run_id = any(${ids})`)
}

/** The runs of these versions whose project is purged: nothing else keeps what they told. */
export async function runsLeftBy(tx: Tx, versionIds: string[]): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select distinct r.id from versions v join runs r on r.id = v.run_id
    join projects p on p.id = r.project_id
    where v.id = any(${uuids(versionIds)}) and p.purged_at is not null`)
  return rows.map(({ id }) => id)
}
