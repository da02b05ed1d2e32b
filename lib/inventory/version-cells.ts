import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '../actor'
import { mostColumns } from '../columns/columns'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { type Json, Key, OrganizationRef, Slug } from '../view'
import { visibleModels } from '../visibility'

/** How many parameters are offered as columns. */
const offered = 50

export interface VersionCells {
  /** By the URI of the version, then by the parameter's name. */
  params: Record<string, Record<string, Json>>
  /** By the URI of the version: the dataset versions that its run took. */
  datasets: Record<string, string[]>
  /** The number that `latest` means now, by the slug of the model; of those where it means one. */
  latest: Record<string, number>
  /** The parameters that the versions have, the commonest first. */
  offered: string[]
}

const none: VersionCells = { params: {}, datasets: {}, latest: {}, offered: [] }

/**
 * What a page of versions was made with, chosen parameters and datasets, and which of them `latest` means:
 * each in one query however many versions they are, and in one more what parameters there are.
 */
export const versionCells = query({
  action: 'version.read',
  input: OrganizationRef.extend({
    shown: z.array(z.object({ model: Slug, version: z.int().min(1) })).max(500),
    params: z.array(Key).max(mostColumns),
    datasets: z.boolean(),
    latest: z.boolean().default(false),
    offer: z.boolean().default(true),
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }): Promise<VersionCells> {
    const { organizationId } = subject.organization
    const { shown, params, datasets, latest, offer } = input
    if (shown.length === 0) return none
    const of = { ctx, organizationId, shown: JSON.stringify(shown) }
    const [values, taken, current, keys] = await Promise.all([
      params.length > 0 ? paramsOf(db, of, params) : none.params,
      datasets ? datasetsOf(db, of) : none.datasets,
      latest ? latestOf(db, of) : none.latest,
      offer ? keysOf(db, of) : none.offered,
    ])
    return { params: values, datasets: taken, latest: current, offered: keys }
  },
})

interface Asked {
  ctx: Ctx
  organizationId: string
  shown: string
}

const shownVersions = ({ ctx, organizationId, shown }: Asked) => sql`
  json_to_recordset(${shown}::json) as shown(model text, version int)
  join models on models.organization_id = ${organizationId} and models.slug = shown.model
    and models.life <> 'deleted' and ${visibleModels(ctx, organizationId)}
  join versions v on v.model_id = models.id and v.number = shown.version and v.life <> 'deleted'`

const uri = sql`'model://' || shown.model || '/v' || shown.version as uri`

async function paramsOf(db: ReadDb, of: Asked, keys: readonly string[]) {
  const { rows } = await db.execute<{ uri: string; values: Record<string, Json> }>(sql`
    select ${uri}, json_object_agg(p.key, p.value) as values from ${shownVersions(of)}
    join version_params p on p.version_id = v.id
      and p.key in (select json_array_elements_text(${JSON.stringify(keys)}::json))
    group by shown.model, shown.version`)
  return Object.fromEntries(rows.map(({ uri, values }) => [uri, values]))
}

async function datasetsOf(db: ReadDb, of: Asked) {
  const { rows } = await db.execute<{ uri: string; datasets: string[] }>(sql`
    select ${uri}, array_agg(distinct 'dataset://' || d.slug || '/' || dv.name) as datasets
    from ${shownVersions(of)}
    join run_inputs i on i.run_id = v.run_id
    join dataset_versions dv on dv.id = i.dataset_version_id
    join datasets d on d.id = dv.dataset_id and ${there('d')}
    group by shown.model, shown.version`)
  return Object.fromEntries(rows.map(({ uri, datasets }) => [uri, datasets]))
}

async function latestOf(db: ReadDb, of: Asked) {
  const { rows } = await db.execute<{ model: string; number: number }>(sql`
    select distinct shown.model, current.number from ${shownVersions(of)}
    join versions current on current.id = models.latest_version_id`)
  return Object.fromEntries(rows.map(({ model, number }) => [model, number]))
}

async function keysOf(db: ReadDb, of: Asked): Promise<string[]> {
  const { rows } = await db.execute<{ key: string }>(sql`
    select p.key from ${shownVersions(of)} join version_params p on p.version_id = v.id
    group by p.key order by count(*) desc, p.key limit ${offered}`)
  return rows.map(({ key }) => key)
}
