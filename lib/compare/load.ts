import { sql } from 'drizzle-orm'
import type { Commit, Package } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import { recalledNow } from '../lineage/recalled'
import type { MetricsRow } from '../metrics/value'
import { actorView } from '../people'
import { visibleInputs } from '../runs/inputs'
import type { ActorView, Json } from '../view'
import { uuids } from '../visibility'

/** Files of a version that take part, by name: a version may have 100,000. */
const mostFiles = 1000

export interface Matter {
  id: string
  metrics: MetricsRow | null
  params: Record<string, Json> | null
  files: { name: string; size: number; sha256: string }[] | null
  aliases: string[]
  recalled: boolean
  /** Of the decision that its state rests on; null where there is none. */
  standing: { stale: boolean; override: boolean } | null
  registeredBy: ActorView
  run: RunMatter | null
}

interface RunMatter {
  project: string
  number: number
  commit: Commit | null
  image: string | null
  packages: Package[] | null
  seconds: number | null
  inputs: { name: string; resolved: string }[] | null
}

/** Everything that versions are compared by, in one query however many they are. */
export async function loadMatter(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, Matter>> {
  const { rows } = await db.execute<Matter & Record<string, unknown>>(sql`
    select v.id,
      (select json_object_agg(m.key, m.value) from version_metrics m where m.version_id = v.id) as metrics,
      (select json_object_agg(p.key, p.value) from version_params p where p.version_id = v.id) as params,
      (select json_agg(json_build_object('name', f.name, 'size', f.size, 'sha256', f.sha256))
        from (select f.name, f.size, f.sha256 from version_files f
          where f.version_id = v.id order by f.name limit ${mostFiles}) f) as files,
      array(select a.name from aliases a where a.version_id = v.id order by a.name) as aliases,
      ${recalledNow(sql`v.id`)} as recalled,
      (select json_build_object('override', d.override,
          'stale', d.evidence_digest <> v.evidence_digest or d.card_changed_at is not null)
        from decisions d where d.version_id = v.id and d.at = v.decided_at
        order by d.id desc limit 1) as standing,
      ${actorView(sql`v.registered_by`, sql`v.registered_by_token`)} as "registeredBy",
      (select json_build_object('project', p.slug, 'number', r.number, 'commit', r.commit, 'image', r.image,
          'packages', r.packages, 'seconds', extract(epoch from r.finished_at - r.created_at)::float8,
          'inputs', (select json_agg(json_build_object('name', run_inputs.name, 'resolved', run_inputs.resolved)
              order by run_inputs.position)
            from run_inputs where run_inputs.run_id = r.id and ${visibleInputs(ctx, organizationId)}))
        from runs r join projects p on p.id = r.project_id
        where r.id = v.run_id and ${there('p')}) as run
    from versions v where v.id = any(${uuids(ids)})`)
  return new Map(rows.map((row) => [row.id, row]))
}
