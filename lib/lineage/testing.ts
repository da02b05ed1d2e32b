import { sql } from 'drizzle-orm'
import { database } from '@/db/client'

/** The edges of an organization in words, sorted: `run jobs/1 → version m/v1 registered`. */
export async function edgesOf(organizationId: string): Promise<string[]> {
  const { rows } = await database().read.execute<{ edge: string }>(sql`
    with named(id, name) as (
      select v.id, m.slug || '/v' || v.number from versions v join models m on m.id = v.model_id
      union all
      select v.id, d.slug || '/' || v.name from dataset_versions v join datasets d on d.id = v.dataset_id
      union all
      select r.id, p.slug || '/' || r.number from runs r join projects p on p.id = r.project_id
      union all
      select o.id, o.path from run_outputs o
      union all
      select distinct on (f.datum_id) f.datum_id, f.name from dataset_version_files f
      where not exists (select 1 from run_outputs o where o.id = f.datum_id)
      union all
      select id, uri from external_data)
    select l.from_kind || ' ' || coalesce(f.name, '?') || ' → ' || l.to_kind || ' '
      || coalesce(t.name, '?') || ' ' || l.role || case when l.quiet then ', quiet' else '' end as edge
    from lineage_edges l left join named f on f.id = l.from_id left join named t on t.id = l.to_id
    where l.organization_id = ${organizationId} order by 1`)
  return rows.map(({ edge }) => edge)
}
