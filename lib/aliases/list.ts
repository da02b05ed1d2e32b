import { and, asc, eq, gt, ne, type SQL, sql } from 'drizzle-orm'
import { aliases, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { findModel, ModelRef, type ModelTarget } from '../models/find'
import { decodeCursor, NameCursor, page } from '../page'
import { actorView } from '../people'
import { protectionsOf } from '../policies/aliases'
import { query } from '../query'
import { aliasUri } from '../uri'
import { type Ability, type Page, PageInput } from '../view'
import { abilityOnAliases } from './ability'
import { AliasRef } from './move'
import { ownTeams, teamRefusal } from './protected'
import type { ModelAlias } from './view'

/** The aliases of a model, by name. */
export const listAliases = query({
  action: 'model.read',
  input: ModelRef.extend(PageInput.shape),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<Page<ModelAlias>> {
    const after = decodeCursor(input.cursor, NameCursor)
    const wanted = after ? gt(aliases.name, after[0]) : undefined
    const found = await aliasesOf(db, ctx, subject, wanted, input.limit + 1)
    return page(
      found,
      input.limit,
      (alias) => alias,
      ({ alias }) => [alias],
    )
  },
})

/** Where one alias of a model points. */
export const getAlias = query({
  action: 'model.read',
  input: AliasRef,
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<ModelAlias> {
    const [found] = await aliasesOf(db, ctx, subject, eq(aliases.name, input.alias), 1)
    if (!found) throw notFound(`${subject.model.slug} has no alias ${input.alias}.`)
    return found
  },
})

async function aliasesOf(
  db: ReadDb,
  ctx: Ctx,
  of: ModelTarget,
  wanted: SQL | undefined,
  limit: number,
): Promise<ModelAlias[]> {
  const rows = await db
    .select({
      name: aliases.name,
      updatedAt: aliases.updatedAt,
      number: versions.number,
      state: versions.state,
      life: versions.life,
      digest: versions.manifestDigest,
      moved: sql<{
        by: ModelAlias['by']
        note: string
      } | null>`(select json_build_object('by', ${actorView(sql`m.moved_by`, sql`m.token_id`)}, 'note', m.note)
        from alias_moves m where m.scope_id = "aliases"."model_id" and m.name = "aliases"."name"
        order by m.seq desc limit 1)`,
    })
    .from(aliases)
    .innerJoin(versions, eq(versions.id, aliases.versionId))
    .where(and(eq(aliases.modelId, of.model.id), ne(versions.life, 'deleted'), wanted))
    .orderBy(asc(aliases.name))
    .limit(limit)
  const mayMove = await abilityToMove(db, ctx, of)
  const { slug } = of.model
  return rows.map(({ name, updatedAt, number, digest, moved, ...row }) => ({
    ...{ model: slug, alias: name, uri: aliasUri(slug, name), version: number, ...row },
    digest: `sha256:${digest}`,
    updatedAt: updatedAt.toISOString(),
    by: moved?.by ?? null,
    note: moved?.note ?? '',
    protection: protectionOf(of, name),
    may: mayMove(name),
  }))
}

/** Who moves an alias by the policy; of several projects that name teams, members of each. */
function protectionOf({ policy }: ModelTarget, name: string): ModelAlias['protection'] {
  const protections = protectionsOf(policy, name)
  if (protections.length === 0) return null
  const teams = [...new Set(protections.flatMap((one) => one.teams ?? []))]
  return { teams: teams.length > 0 ? teams : null }
}

/** Says of each alias of a model, one that is not there too, whether the caller may move it. */
async function abilityToMove(
  db: ReadDb,
  ctx: Ctx,
  of: ModelTarget,
): Promise<(name: string) => Ability> {
  const may = abilityOnAliases(ctx, of)
  if (!may.ok) return () => may
  const isByTeam = of.policy.protectedAliases.some(({ value }) => value.teams)
  const teams = isByTeam ? await ownTeams(db, of) : []
  return (name) => {
    const reason = teamRefusal(ctx, name, protectionsOf(of.policy, name), teams)
    return reason ? { ok: false, reason } : may
  }
}
