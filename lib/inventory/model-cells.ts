import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '../actor'
import { mostColumns } from '../columns/columns'
import type { ReadDb } from '../door'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { Key, type MetricValue, OrganizationRef, Slug } from '../view'
import { visibleModels } from '../visibility'

/** How many versions a metric is followed back. */
const followed = 20
/** How many metrics are offered as columns. */
const offered = 50

/** A metric of a version, with those of the versions before it, oldest first; the last is its own if it has one. */
export interface Trend {
  value: MetricValue | null
  values: MetricValue[]
}

export interface ModelCells {
  /** By the slug of the model, then by the metric's name. */
  metrics: Record<string, Record<string, Trend>>
  /** The metrics that the versions have, the commonest first. */
  offered: string[]
}

/** A model, and the version of it that a list shows, if any. */
const Shown = z.object({ model: Slug, version: z.int().min(1).nullable() })

/**
 * What chosen metrics of a page of models say: a query for them, and one for what metrics there are,
 * however many models they are. `over` says how many versions of a metric to look back on.
 */
export const modelCells = query({
  action: 'model.read',
  input: OrganizationRef.extend({
    shown: z.array(Shown).max(500),
    metrics: z.array(Key).max(mostColumns),
    over: z.int().min(1).max(followed).default(followed),
    offer: z.boolean().default(true),
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }): Promise<ModelCells> {
    const { organizationId } = subject.organization
    const { shown, metrics, over, offer } = input
    if (shown.length === 0) return { metrics: {}, offered: [] }
    const of = { ctx, organizationId, shown: JSON.stringify(shown) }
    const [trends, keys] = await Promise.all([
      metrics.length > 0 ? trendsOf(db, of, metrics, over) : {},
      offer ? keysOf(db, of) : [],
    ])
    return { metrics: trends, offered: keys }
  },
})

interface Asked {
  ctx: Ctx
  organizationId: string
  shown: string
}

const shownModels = ({ ctx, organizationId, shown }: Asked) => sql`
  json_to_recordset(${shown}::json) as shown(model text, version int)
  join models on models.organization_id = ${organizationId} and models.slug = shown.model
    and models.life <> 'deleted' and ${visibleModels(ctx, organizationId)}`

async function trendsOf(
  db: ReadDb,
  of: Asked,
  metrics: readonly string[],
  over: number,
): Promise<ModelCells['metrics']> {
  const { rows } = await db.execute<{
    model: string
    key: string
    values: MetricValue[]
    own: boolean
  }>(sql`
    select shown.model, m.key, json_agg(m.value order by recent.number) as values,
      bool_or(recent.number = shown.version) as own
    from ${shownModels(of)}
    cross join lateral (
      select v.id, v.number from versions v
      where v.model_id = models.id and v.life = 'live' and v.number <= shown.version
      order by v.number desc limit ${over}) recent
    join version_metrics m on m.version_id = recent.id
      and m.key in (select json_array_elements_text(${JSON.stringify(metrics)}::json))
    group by shown.model, m.key`)
  // A model may be called `constructor`, which every plain object has already.
  const found = new Map<string, [string, Trend][]>()
  for (const { model, key, values, own } of rows) {
    const trends = found.get(model) ?? []
    trends.push([key, { values, value: own ? (values.at(-1) ?? null) : null }])
    found.set(model, trends)
  }
  return Object.fromEntries(
    [...found].map(([model, trends]) => [model, Object.fromEntries(trends)]),
  )
}

async function keysOf(db: ReadDb, of: Asked): Promise<string[]> {
  const { rows } = await db.execute<{ key: string }>(sql`
    select m.key from ${shownModels(of)}
    join versions v on v.model_id = models.id and v.number = shown.version and v.life <> 'deleted'
    join version_metrics m on m.version_id = v.id
    group by m.key order by count(*) desc, m.key limit ${offered}`)
  return rows.map(({ key }) => key)
}
