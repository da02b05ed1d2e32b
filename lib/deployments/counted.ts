import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { versionUri } from '../uri'
import { visibleModels } from '../visibility'
import type { DeploymentTarget } from './find'

/** A revision with the time that it was, or is, in force. */
export interface Era {
  id: string
  revision: number
  at: Date
  until: Date | null
  variants: EraVariant[]
}

export interface EraVariant {
  name: string
  uri: string
  versionId: string
  weight: number
  /** Whether the caller may see its model. */
  visible: boolean
}

/** Revisions that are looked at, from the newest back: one that follows may have made more than anybody compares. */
const mostEras = 200

export interface Range {
  from?: Date | undefined
  to?: Date | undefined
}

/**
 * The revisions whose outcomes are counted, newest first. Without a time that is asked for: those in which all
 * versions of the newest serve together, back to the first such without a break. Else those in force in that time.
 */
export async function countedEras(
  db: ReadDb,
  ctx: Ctx,
  target: DeploymentTarget,
  { from, to }: Range,
): Promise<Era[]> {
  const eras = await erasOf(db, ctx, target)
  if (from || to)
    return eras.filter((era) => {
      const begun = !to || era.at < to
      return begun && (!from || era.until === null || era.until > from)
    })
  // What was stopped serves nothing now; what it served before is what there is to tell.
  const newest = eras.findIndex(({ variants }) => variants.length > 0)
  if (newest < 0) return []
  const versions = (eras[newest]?.variants ?? []).map(({ versionId }) => versionId)
  const since = eras.slice(newest)
  const other = since.findIndex(
    ({ variants }) => !versions.every((id) => variants.some(({ versionId }) => versionId === id)),
  )
  return other < 0 ? since : since.slice(0, other)
}

interface Row extends Record<string, unknown> {
  id: string
  revision: number
  at: string
  variants: (Omit<EraVariant, 'uri'> & { model: string; number: number })[]
}

async function erasOf(db: ReadDb, ctx: Ctx, { deployment }: DeploymentTarget): Promise<Era[]> {
  const { rows } = await db.execute<Row>(sql`
    select r.id, r.number as revision, r.created_at as at, coalesce(json_agg(json_build_object(
        'name', dv.name, 'versionId', dv.version_id, 'model', models.slug, 'number', v.number,
        'weight', dv.weight, 'visible', ${visibleModels(ctx, deployment.organizationId)})
        order by dv.position) filter (where dv.name is not null), '[]'::json) as variants
    from (select id, number, created_at from deployment_revisions
      where deployment_id = ${deployment.id} order by number desc limit ${mostEras}) r
    left join deployment_variants dv on dv.revision_id = r.id
    left join models on models.id = dv.model_id
    left join versions v on v.id = dv.version_id
    group by r.id, r.number, r.created_at order by r.number desc`)
  return rows.map(({ id, revision, at, variants }, place) => {
    const next = rows[place - 1]
    return {
      ...{ id, revision, at: new Date(at), until: next ? new Date(next.at) : null },
      variants: variants.map(({ model, number, ...variant }) => ({
        ...variant,
        uri: versionUri(model, number),
      })),
    }
  })
}
