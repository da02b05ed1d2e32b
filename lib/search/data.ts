import { type SQL, sql } from 'drizzle-orm'
import { readDataset, readRun } from '../filter/values'
import { there } from '../life/there'
import { idOfSlug } from '../slugs'
import { type Condition, maybe, nothing } from './condition'
import type { Scope } from './scope'
import { patterns, texts } from './values'

/** Whether a run, by its id, took one of these datasets, a version or a file of it. */
export function tookDataset(runId: SQL, values: readonly string[], scope: Scope): Condition {
  const asked = values.flatMap((value) => readDataset(value) ?? [])
  if (asked.length === 0) return nothing
  // Joined, so that PostgreSQL knows how few runs took one of them.
  const named = sql`(${datasetVersionsCalled(asked, scope)}) named`
  const files = sql`${named} join dataset_version_files f on f.dataset_version_id = named.id`
  return maybe(sql`${runId} in (
    select i.run_id from ${named} join run_inputs i on i.dataset_version_id = named.id
    union all select i.run_id from ${files} join run_inputs i on i.datum_id = f.datum_id
    union all select i.run_id from ${files} join run_inputs i on i.output_id = f.datum_id)`)
}

/** The ids of the dataset versions that are meant: all of a dataset, or one by name, alias or `latest`. */
function datasetVersionsCalled(
  asked: readonly { dataset: string; version: string | null }[],
  { organizationId }: Scope,
): SQL {
  const slugs = texts(asked.map(({ dataset }) => dataset))
  const versions = texts(asked.map(({ version }) => version))
  return sql`select dv.id from unnest(${slugs}, ${versions}) asked(dataset, version)
    join datasets d on d.organization_id = ${organizationId} and d.slug = asked.dataset and ${there('d')}
    join dataset_versions dv on dv.dataset_id = d.id and (asked.version is null
      or dv.name = asked.version
      or exists (select 1 from dataset_aliases a where a.dataset_id = d.id and a.name = asked.version
        and a.dataset_version_id = dv.id)
      or asked.version = 'latest' and dv.position = d.version_count)`
}

/** Whether a column is one of these runs: `churn/12`, `run://churn/12`. */
export function runIs(
  column: SQL,
  values: readonly string[],
  { organizationId }: Scope,
): Condition {
  const asked = values.flatMap((value) => readRun(value) ?? [])
  if (asked.length === 0) return nothing
  const slugs = texts(asked.map(({ project }) => project))
  const numbers = sql`${sql.param(asked.map(({ number }) => number))}::bigint[]`
  return maybe(sql`${column} = any(array(
    select r.id from unnest(${slugs}, ${numbers}) asked(project, number)
    join projects p on p.id = ${idOfSlug('project', organizationId, sql`asked.project`)} and ${there('p')}
    join runs r on r.project_id = p.id and r.number = asked.number))`)
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
