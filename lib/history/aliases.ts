import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import { AliasRef } from '../aliases/move'
import type { ReadDb } from '../door'
import { isAppError } from '../errors'
import { findModel, ModelRef, type ModelTarget } from '../models/find'
import { decodeCursor, NameCursor, page } from '../page'
import { query } from '../query'
import { aliasUri } from '../uri'
import { type Page, PageInput } from '../view'
import { causeBy, type FoundCause, withReceiptUrl } from './cause'
import { inSql, Moment, requirePast } from './moment'
import { changeAt, wasDeletedAt } from './then'
import { readsDeleted } from './there'
import { lookUpThen } from './versions'
import type { PastAlias } from './view'

/** A model as of a moment that has passed; who reads the whole log finds deleted ones too. */
export function findModelThen(
  db: ReadDb,
  input: { org: string; model: string; at: Date },
  ctx: Ctx,
): Promise<ModelTarget> {
  requirePast(ctx, input.at)
  return findModel(db, ctx, input, { deleted: readsDeleted })
}

/** The aliases of a model as they stood, by name. */
export const listAliasesThen = query({
  action: 'model.read',
  input: ModelRef.extend({ at: Moment, ...PageInput.shape }),
  load: findModelThen,

  async run({ db, subject: { organization, model }, input }): Promise<Page<PastAlias>> {
    const { at, limit } = input
    const after = decodeCursor(input.cursor, NameCursor)
    const then = inSql(at)
    const { rows } = await db.execute<PastAliasRow>(sql`
      select m.name as alias, v.number as version, v.manifest_digest as digest, c.state, c.life,
        v.life = 'deleted' as gone, ${causeBy(sql`m.event_id`)} as cause
      from models cross join lateral ${movesAt(sql`models.id`, then)} m
      join versions v on v.id = m.target_id
      cross join lateral ${changeAt(sql`v.id`, then)} c
      where models.id = ${model.id} and not ${wasDeletedAt(then)}
        and ${after ? sql`m.name > ${after[0]}` : sql`true`}
      order by m.name limit ${limit + 1}`)
    const view = ({ alias, digest, cause, gone, ...row }: PastAliasRow): PastAlias => ({
      ...{ model: model.slug, alias, uri: aliasUri(model.slug, alias), ...row },
      digest: `sha256:${digest}`,
      gone: gone || model.life === 'deleted',
      asOf: at.toISOString(),
      cause: withReceiptUrl(organization.slug, cause),
    })
    return page(rows, limit, view, ({ alias }) => [alias])
  },
})

/** Where an alias of a model pointed at a past moment. */
export const getAliasThen = query({
  action: 'model.read',
  input: AliasRef.extend({ at: Moment }),
  load: findModelThen,

  async run({ db, subject: of, input: { alias, at } }): Promise<PastAlias> {
    const name = { kind: 'alias', name: alias } as const
    const [found] = await lookUpThen(db, of.organization, [{ of, name, at }])
    if (!found) throw new Error('An alias was not looked up.')
    if (isAppError(found)) throw found
    const { version, past } = found
    const { state, life, gone, cause } = past
    return {
      ...{ model: of.model.slug, alias, uri: aliasUri(of.model.slug, alias) },
      ...{ version: version.number, digest: `sha256:${version.manifestDigest}` },
      ...{ state, life, gone, asOf: at.toISOString(), cause },
    }
  },
})

/** The aliases of a model that led somewhere, each with its last move. */
export function movesAt(modelId: SQL, at: SQL): SQL {
  return sql`(select last.* from (select distinct on (a.name) a.name, a.target_id, a.event_id from alias_moves a
      where a.scope_id = ${modelId} and a.at <= ${at} order by a.name, a.seq desc) last
    where last.target_id is not null)`
}

interface PastAliasRow extends Record<string, unknown> {
  alias: string
  version: number
  digest: string
  state: PastAlias['state']
  life: PastAlias['life']
  gone: boolean
  cause: FoundCause | null
}
