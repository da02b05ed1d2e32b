import { type SQL, sql } from 'drizzle-orm'
import { readDataset, readRun } from '../filter/values'
import { there } from '../life/there'
import { idOfSlug } from '../slugs'
import { type Condition, maybe, nothing } from './condition'
import type { Scope } from './scope'
import { patterns } from './values'

/** Whether a run, by its id, took one of these datasets, a version or a file of it. */
export function tookDataset(runId: SQL, values: readonly string[], scope: Scope): Condition {
  const all = values.flatMap((value) => datasetVersionsCalled(value, scope) ?? [])
  if (all.length === 0) return nothing
  // Joined, so that PostgreSQL knows how few runs took one of them.
  const named = sql`(${sql.join(all, sql` union all `)}) named`
  const files = sql`${named} join dataset_version_files f on f.dataset_version_id = named.id`
  return maybe(sql`${runId} in (
    select i.run_id from ${named} join run_inputs i on i.dataset_version_id = named.id
    union all select i.run_id from ${files} join run_inputs i on i.datum_id = f.datum_id
    union all select i.run_id from ${files} join run_inputs i on i.output_id = f.datum_id)`)
}

/** The ids of the dataset versions that a value means: all of a dataset, one by name, alias or `latest`. */
function datasetVersionsCalled(value: string, { organizationId }: Scope): SQL | null {
  const read = readDataset(value)
  if (!read) return null
  const { dataset, version } = read
  const all = sql`select dv.id from dataset_versions dv join datasets d on d.id = dv.dataset_id
    where d.organization_id = ${organizationId} and d.slug = ${dataset} and ${there('d')}`
  if (version === null) return all
  return sql`${all} and (dv.name = ${version}
    or exists (select 1 from dataset_aliases a where a.dataset_id = d.id and a.name = ${version}
      and a.dataset_version_id = dv.id)
    ${version === 'latest' ? sql`or dv.position = d.version_count` : sql``})`
}

/** Whether a column is one of these runs: `churn/12`, `run://churn/12`. */
export function runIs(
  column: SQL,
  values: readonly string[],
  { organizationId }: Scope,
): Condition {
  const ids = values.flatMap((value) => {
    const run = readRun(value)
    if (!run) return []
    return sql`(select r.id from runs r join projects p on p.id = r.project_id
      where p.id = ${idOfSlug('project', organizationId, run.project)} and r.number = ${run.number}
        and ${there('p')})`
  })
  if (ids.length === 0) return nothing
  return maybe(sql`${column} in (${sql.join(ids, sql`, `)})`)
}

/** The condition on a row `p` of `projects` that it is there and called so, now or before. */
export function projectIs(values: readonly string[], { organizationId }: Scope): SQL {
  const { whole, prefixes } = patterns(values)
  const ways = [
    ...whole.map((slug) => sql`p.id = ${idOfSlug('project', organizationId, slug)}`),
    ...prefixes.map((prefix) => sql`starts_with(p.slug, ${prefix})`),
  ]
  return sql`p.organization_id = ${organizationId} and ${there('p')} and (${sql.join(ways, sql` or `)})`
}

/** Whether a model, by its id, is called so in its address, now or before. */
export function modelIs(id: SQL, slug: SQL, values: readonly string[], scope: Scope): Condition {
  const { whole, prefixes } = patterns(values)
  const ids = whole.map((value) => idOfSlug('model', scope.organizationId, value))
  const ways = prefixes.map((prefix) => sql`starts_with(${slug}, ${prefix})`)
  if (ids.length) ways.unshift(sql`${id} in (${sql.join(ids, sql`, `)})`)
  return maybe(sql`(${sql.join(ways, sql` or `)})`)
}
