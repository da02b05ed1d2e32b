import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../door'
import { exclusionsOf, latestOf } from '../policies/standing'
import { system } from '../system'
import { uuids } from '../visibility'
import type { Told } from './view'

const mostAtOnce = 500

/**
 * Puts down to be told where `latest` means something else than was told last, for models that policies exclude
 * versions of: there a recall, its lifting, a rule or a clock moves it, and nothing in the model itself. After
 * what happened was dealt out, for the models that it may concern. Answers of how many it does.
 */
export async function noteLatest(told: readonly Told[]): Promise<number> {
  let moved = 0
  for (const [which, cause] of concerned(told)) moved += await compare(which, cause)
  return moved
}

/** The same for all models, a page at a time; answers where the next one begins. For the worker. */
export async function noteAnyLatest(after: string | null, page = 2000): Promise<string | null> {
  const ids = await system(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      select models.id from models where ${after === null ? sql`true` : sql`models.id > ${after}`}
        and (models.organization_id in (select p.organization_id from policies p where p.rules -> 'exclude' <> '[]')
          or exists (select 1 from latest_told t where t.model_id = models.id))
      order by models.id limit ${page}`)
    return rows.map(({ id }) => id)
  })
  if (ids.length > 0) await compare(sql`models.id = any(${uuids(ids)})`, null)
  return ids.length === page ? (ids.at(-1) ?? null) : null
}

/** Which models each may concern; of one model what came last. */
function concerned(told: readonly Told[]): [SQL, Told | null][] {
  const ofModel = new Map<string, Told>()
  const wider: [SQL, Told][] = []
  for (const one of told.filter(({ event }) => event !== null)) {
    const which = widely(one)
    if (which) wider.push([which, one])
    else if (one.modelId) ofModel.set(one.modelId, one)
  }
  return [...wider, ...[...ofModel].map(([id, one]): [SQL, Told] => [sql`models.id = ${id}`, one])]
}

function widely({ what, event, organizationId, modelId, projectId }: Told): SQL | null {
  if (what === 'recall.create' || what === 'recall.lift') {
    const recall = event?.after?.recall
    return typeof recall !== 'string'
      ? null
      : sql`models.id in (select v.model_id from recall_effects e join versions v on v.id = e.node_id
          where e.recall_id = ${recall} and e.kind = 'version')`
  }
  if (what !== 'policy.set' || modelId) return null
  return projectId
    ? sql`models.id in (select mp.model_id from model_projects mp where mp.project_id = ${projectId})`
    : sql`models.organization_id = ${organizationId}`
}

/** Of models, what `latest` means by now and what was told last, where that is not the same. */
const differing = (which: SQL) => sql`
  select * from (
    select models.id, models.organization_id, ${latestOf} as means,
      case when t.model_id is null then models.latest_version_id else t.version_id end as told
    from models left join latest_told t on t.model_id = models.id
    where ${which} and models.life <> 'deleted'
      and (t.model_id is not null or cardinality(${exclusionsOf}) > 0)
    offset 0) compared
  where means is distinct from told limit ${mostAtOnce}`

/**
 * Whoever changes a model has its lock when that is written down, so nobody tells the same at the same time.
 * What is locked just now is left to the next round.
 */
async function compare(which: SQL, cause: Told | null): Promise<number> {
  return system(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      with differing as materialized (${differing(which)})
      select id from differing
      where pg_try_advisory_xact_lock(hashtext('model-hub latest'), hashtext(id::text))`)
    if (rows.length === 0) return 0
    // A statement of its own: only then is all seen that whoever had the locks before did.
    return tell(
      tx,
      rows.map(({ id }) => id),
      cause,
    )
  })
}

async function tell(tx: Tx, ids: string[], cause: Told | null): Promise<number> {
  const { rowCount } = await tx.execute(sql`
    with moved as materialized (${differing(sql`models.id = any(${uuids(ids)})`)}),
    noted as (
      insert into latest_told (model_id, version_id) select id, means from moved
      on conflict (model_id) do update set version_id = excluded.version_id)
    insert into outbox (id, organization_id, what, order_key, model_id, body, at)
    select gen_random_uuid(), organization_id, 'model.latest', id, id,
      jsonb_build_object('from', told, 'to', means, 'event', ${cause?.id ?? null}::uuid),
      coalesce(${cause?.at.toISOString() ?? null}::timestamptz, date_trunc('milliseconds', clock_timestamp()))
    from moved`)
  return rowCount ?? 0
}
