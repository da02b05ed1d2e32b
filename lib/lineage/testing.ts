import { sql } from 'drizzle-orm'
import { database } from '@/db/client'
import type { Ctx } from '../actor'
import { createRun } from '../runs/create'
import { finishRun } from '../runs/finish'
import { recordOutput } from '../runs/outputs'
import { projectOf } from '../runs/testing'
import { uploaded } from '../testing/registry'

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

export interface Chain {
  /** `datum://` of the scores that the third run made. */
  scores: string
}

/**
 * s3://lake/raw.csv → jobs/1 (prepare) → dataset://pets/v1 → jobs/2 (train) → model://m/v1 → jobs/3 (infer)
 * → scores.csv → jobs/4 (report), which takes s3://lake/raw.csv as well.
 */
export async function chainOf(ctx: Ctx, org: string): Promise<Chain> {
  const started = async (step: string, uris: string[]) => {
    const inputs = uris.map((uri, index) => ({ name: `in-${index}`, uri }))
    const { run } = await createRun(ctx, { org, project: 'jobs', step, inputs })
    return { org, project: 'jobs', run }
  }
  const makes = async (at: { org: string; project: string; run: number }, name: string) =>
    recordOutput(ctx, { ...at, name, sha256: await uploaded(ctx, org, `${name} of ${at.run}`) })
  const done = { state: 'completed' as const, exitCode: 0 }
  await projectOf(ctx, org, 'jobs')
  const prepare = await started('prepare', ['s3://lake/raw.csv'])
  await makes(prepare, 'pets.csv')
  const pets = { 'valohai.dataset-versions': ['dataset://pets/v1'] }
  await finishRun(ctx, { ...prepare, ...done, sidecars: { 'pets.csv': pets } })
  const train = await started('train', ['dataset://pets/v1'])
  await makes(train, 'm.bin')
  const m = { 'valohai.model-versions': ['model://m/'] }
  await finishRun(ctx, { ...train, ...done, sidecars: { 'm.bin': m } })
  const infer = await started('infer', ['model://m/v1'])
  const scores = await makes(infer, 'out/scores.csv')
  await finishRun(ctx, { ...infer, ...done })
  await started('report', [scores.uri, 's3://lake/raw.csv'])
  return { scores: scores.uri }
}
