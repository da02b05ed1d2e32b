import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import type { Json } from '../view'
import { visibleModels } from '../visibility'

/** What is shown of a body; `writeEvent()` alone writes them. */
export interface Stored {
  reason: string | null
  note: string | null
  before: Json
  after: Json
  token?: string
}

export interface Recorded {
  row: { action: string; subjectKind: string; subjectId: string | null }
  body: Stored
}

/** A body as somebody reads it, and how many variants were left out of it. */
export interface Shown {
  body: Stored
  hidden: number
}

/**
 * What was recorded of splits, without the variants of models that the caller does not see now: an event is kept
 * under one model at most, and splits are of several. What is sealed stays whole.
 */
export async function shownTo(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  recorded: readonly Recorded[],
): Promise<Shown[]> {
  const splits = recorded.flatMap((one) => [splitIn(one, 'before'), splitIn(one, 'after')])
  const found = splits.filter((split) => split !== null)
  const seen = found.length > 0 ? await seenIn(db, ctx, organizationId, found) : new Set<string>()
  return recorded.map((one) => cut(one, seen))
}

interface Split {
  deployment: string
  revision: number
  told: { [key: string]: Json }
  variants: Json[]
}

function splitIn({ row, body }: Recorded, side: 'before' | 'after'): Split | null {
  const told = body[side]
  if (row.subjectKind !== 'deployment' || !row.subjectId || !isObject(told)) return null
  const { revision, variants } = told
  if (typeof revision !== 'number' || !Array.isArray(variants)) return null
  return { deployment: row.subjectId, revision, told, variants }
}

/** The variants that the caller sees, by where they stand. */
async function seenIn(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  splits: readonly Split[],
): Promise<Set<string>> {
  const wanted = splits.map(({ deployment, revision }) => ({ deployment, revision }))
  const { rows } = await db.execute<{ deployment: string; revision: number; position: number }>(sql`
    select distinct r.deployment_id as deployment, r.number as revision, dv.position
    from json_to_recordset(${JSON.stringify(wanted)}::json) as w(deployment uuid, revision int)
    join deployment_revisions r on r.deployment_id = w.deployment and r.number = w.revision
    join deployment_variants dv on dv.revision_id = r.id join models on models.id = dv.model_id
    where r.organization_id = ${organizationId} and ${visibleModels(ctx, organizationId)}`)
  return new Set(rows.map((row) => placeOf(row.deployment, row.revision, row.position)))
}

const placeOf = (deployment: string, revision: number, position: number) =>
  `${deployment} ${revision} ${position}`

function cut(one: Recorded, seen: ReadonlySet<string>): Shown {
  const before = without(splitIn(one, 'before'), seen)
  const after = without(splitIn(one, 'after'), seen)
  const hidden = (before?.hidden ?? 0) + (after?.hidden ?? 0)
  // Why the hub could not follow names what serves; it tells no split.
  if (one.row.action === 'deployment.follow' && one.body.reason !== null)
    return { body: { ...one.body, reason: null }, hidden: 1 }
  if (hidden === 0) return { body: one.body, hidden }
  return {
    body: {
      ...one.body,
      before: before ? before.told : one.body.before,
      after: after ? after.told : one.body.after,
      // What the hub notes itself names the versions.
      note: notedByHub.has(one.row.action) ? null : one.body.note,
    },
    hidden,
  }
}

const notedByHub = new Set(['deployment.follow', 'deployment.stop'])

function without(split: Split | null, seen: ReadonlySet<string>) {
  if (!split) return null
  const { deployment, revision, told, variants } = split
  const left = variants.filter((_, place) => seen.has(placeOf(deployment, revision, place)))
  const hidden = variants.length - left.length
  if (hidden === 0) return { told, hidden }
  const uris = left.map((variant) => (isObject(variant) ? variant.uri : null))
  const { unapproved } = told
  return {
    told: {
      ...told,
      ...{ variants: left, hidden },
      ...(Array.isArray(unapproved) && {
        unapproved: unapproved.filter((uri) => uris.includes(uri)),
      }),
    },
    hidden,
  }
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
