import { type SQL, sql } from 'drizzle-orm'
import { type states, versions } from '@/db/schema/tables'
import type { Membership } from '../actor'
import type { ReadDb } from '../door'
import { type AppError, notFound } from '../errors'
import type { Life } from '../life/state'
import type { ModelTarget } from '../models/find'
import type { VersionName } from '../uri'
import { type VersionTarget, versionTarget } from '../versions/find'
import { uuids } from '../visibility'
import { causeBy, causeOfChange, type FoundCause, withReceiptUrl } from './cause'
import { spelled } from './moment'
import { changeAt, excludedAt, latestAt, newestAt, wasDeletedAt } from './then'
import type { Cause } from './view'

/** What a version was at a past moment, and why a name meant it. */
export interface Past {
  at: Date
  state: (typeof states)[number]
  life: Life
  /** It was deleted since. */
  gone: boolean
  cause: Cause | null
}

export interface PastTarget extends VersionTarget {
  past: Past
}

/** A name of a version of a model at a moment. */
export interface AskedThen {
  of: ModelTarget
  name: VersionName
  at: Date
}

/** What names meant at past moments, in the same order, in two queries however many they are. */
export async function lookUpThen(
  db: ReadDb,
  { slug: org }: Membership,
  asked: readonly AskedThen[],
): Promise<(PastTarget | AppError)[]> {
  if (asked.length === 0) return []
  const found = await foundThen(db, asked)
  const ids = [...found.values()].flatMap(({ versionId }) => versionId ?? [])
  const rows = await db
    .select()
    .from(versions)
    .where(sql`${versions.id} = any(${uuids([...new Set(ids)])})`)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return asked.map((one, place) => {
    const row = found.get(place)
    const version = byId.get(row?.versionId ?? '')
    if (!row || !version || !row.state || !row.life || row.deleted || row.life === 'deleted')
      return absentThen(one, row)
    const { state, life, cause } = row
    const gone = version.life === 'deleted' || one.of.model.life === 'deleted'
    const past = { at: one.at, state, life, gone, cause: withReceiptUrl(org, cause) }
    return { ...versionTarget(one.of, version), past }
  })
}

interface Row extends Record<string, unknown> {
  place: number
  deleted: boolean
  versionId: string | null
  state: Past['state'] | null
  life: Life | null
  /** When what was asked for by number came to be, or when the alias was removed. */
  since: string | null
  cause: FoundCause | null
}

async function foundThen(db: ReadDb, asked: readonly AskedThen[]): Promise<Map<number, Row>> {
  const list = asked.map(({ of, name, at }, place) => ({
    ...{ place, model: of.model.id, kind: name.kind, at: at.toISOString() },
    number: name.kind === 'number' ? name.number : null,
    name: name.kind === 'alias' ? name.name : null,
  }))
  const { rows } = await db.execute<Row>(sql`
    select w.place, ${wasDeletedAt(sql`w.at`)} as deleted, c.version_id as "versionId", c.state, c.life,
      case w.kind when 'number' then v.created_at when 'alias' then m.at end as since,
      case when w.kind = 'alias' then ${causeBy(sql`m.event_id`)}
        else ${causeOfChange(sql`models.organization_id`, sql`c`)} end as cause
    from json_to_recordset(${JSON.stringify(list)}::json)
      as w(place int, model uuid, kind text, number int, name text, at timestamptz)
    join models on models.id = w.model
    left join lateral ${lastMove(sql`w.model`, sql`w.name`, sql`w.at`)} m on w.kind = 'alias'
    left join versions v on w.kind = 'number' and v.model_id = w.model and v.number = w.number
    left join version_changes c on c.seq = case w.kind
      when 'latest' then ${latestAt(sql`w.model`, sql`w.at`, excludedAt(sql`w.at`))}
      when 'newest' then ${newestAt(sql`w.model`, sql`w.at`)}
      else (select one.seq from ${changeAt(sql`coalesce(m.target_id, v.id)`, sql`w.at`)} one) end`)
  return new Map(rows.map((row) => [row.place, row]))
}

/** The last move of an alias that is not later. */
function lastMove(modelId: SQL, name: SQL, at: SQL): SQL {
  return sql`(select a.target_id, a.event_id, a.at from alias_moves a
    where a.scope_id = ${modelId} and a.name = ${name} and a.at <= ${at} order by a.seq desc limit 1)`
}

/** Why a name meant nothing then. */
function absentThen({ of: { model }, name, at }: AskedThen, row: Row | undefined): AppError {
  const { slug } = model
  const then = `on ${spelled(at)}`
  if (model.createdAt > at)
    return notFound(
      `${slug} was not there yet ${then}: it was made on ${spelled(model.createdAt)}.`,
    )
  if (row?.deleted) return notFound(`${slug} was deleted ${then}.`)
  if (name.kind === 'latest')
    return notFound(`Nothing was approved for ${slug} ${then}.`, { code: 'nothing_approved' })
  if (name.kind === 'newest')
    return notFound(`${slug} had no version ${then}.`, { code: 'no_versions' })
  const since = row?.since ? spelled(new Date(row.since)) : null
  if (name.kind === 'alias') {
    const removed = since ? `: it was removed on ${since}` : ''
    return notFound(`${slug} had no alias ${name.name} ${then}${removed}.`)
  }
  if (!since) return notFound(`There is no version v${name.number} of ${slug}.`)
  return notFound(
    row?.life === 'deleted'
      ? `v${name.number} of ${slug} was deleted ${then}.`
      : `v${name.number} of ${slug} was not there yet ${then}: it was registered on ${since}.`,
  )
}
