import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { datumAliases } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { type Also, command } from '../command'
import type { ReadDb, Tx } from '../door'
import { AppError, invalid, notFound } from '../errors'
import { findFiles } from '../files/find'
import { isId } from '../ids'
import { requireLive } from '../life/state'
import { decodeCursor, NameCursor, page } from '../page'
import { findProject, ProjectRef, type ProjectTarget } from '../projects/find'
import { query } from '../query'
import { datumUri } from '../uri'
import { DatumAliasName, PageInput } from '../view'
import { movesOf, namedEvent, noteMoves } from './moves'
import type { DatumAlias } from './view'

export const DatumAliasRef = ProjectRef.extend({ alias: DatumAliasName })

/** A file by its id, alone or as `datum://<id>`. */
const Datum = z
  .string()
  .transform((text) => text.replace(/^datum:\/\//, ''))
  .refine(isId, 'Name a file by its id: datum://<id>.')

/** Points an alias of a project at a file. With `expected`, only if it points there now (null: nowhere). */
export const moveDatumAlias = command({
  action: 'datum_alias.move',
  input: DatumAliasRef.extend({ datum: Datum, expected: Datum.nullable().optional() }),
  load: (tx, input, ctx) => findProject(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    requireLive(`The project ${subject.project.slug}`, subject.project)
    const { alias, datum, expected } = input
    const { organizationId } = subject.organization
    const file = (await findFiles(tx, ctx, organizationId, [datum])).get(datum)
    if (!file) throw notFound(`There is no file ${datumUri(datum)} here, or you may not see it.`)
    await lockAliases(tx, subject.project.id)
    const now = await fileUnder(tx, subject, alias)
    if (expected !== undefined && expected !== now)
      throw new AppError(
        'precondition_failed',
        now === null
          ? `${alias} points nowhere yet.`
          : `${alias} points at ${datumUri(now)} by now.`,
        { details: { current: now && datumUri(now) } },
      )
    const [change] = await pointDatumAliases(tx, ctx, subject, new Map([[alias, datum]]))
    if (!change) throw invalid('Say which alias.')
    return { result: aliasView(subject, alias, datum, ctx.now()), change }
  },
})

type AliasOwner = Pick<ProjectTarget, 'organization' | 'event'> & {
  project: Pick<ProjectTarget['project'], 'id' | 'slug'>
}

/** Points aliases of a project at files of these ids, which are there; answers an event for each. */
export async function pointDatumAliases(
  tx: Tx,
  ctx: Ctx,
  owner: AliasOwner,
  wanted: ReadonlyMap<string, string>,
): Promise<Also[]> {
  if (wanted.size === 0) return []
  const { id: projectId } = owner.project
  await lockAliases(tx, projectId)
  const names = [...wanted.keys()].sort()
  const moves = names.map((name) => ({ name, targetId: wanted.get(name) ?? null }))
  const rows = JSON.stringify(moves.map(({ name, targetId }) => ({ name, datum: targetId })))
  // The insert is not seen by the select: what it answers is where each pointed before.
  const { rows: before } = await tx.execute<{ name: string; datum: string | null }>(sql`
    with wanted as (select * from json_to_recordset(${rows}::json) as w(name text, datum uuid)),
    moved as (
      insert into datum_aliases (project_id, name, datum_id, updated_at)
      select ${projectId}, name, datum, ${ctx.now().toISOString()}::timestamptz from wanted
      order by name
      on conflict (project_id, name)
        do update set datum_id = excluded.datum_id, updated_at = excluded.updated_at)
    select w.name, a.datum_id as datum from wanted w
    left join datum_aliases a on a.project_id = ${projectId} and a.name = w.name`)
  const eventIds = await noteMoves(tx, ctx, scopeOf(owner), moves)
  const was = new Map(before.map(({ name, datum }) => [name, datum]))
  return moves.map(({ name, targetId }, n) => {
    const now = was.get(name) ?? null
    return {
      ...namedEvent(eventIds[n]),
      action: 'datum_alias.move',
      subject: aliasEvent(owner, name),
      before: now === null ? null : { file: datumUri(now) },
      after: { file: datumUri(targetId ?? '') },
    }
  })
}

/** Removes an alias of a file. */
export const removeDatumAlias = command({
  action: 'datum_alias.remove',
  input: DatumAliasRef,
  load: (tx, input, ctx) => findProject(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { alias } = input
    await lockAliases(tx, subject.project.id)
    const [gone] = await tx
      .delete(datumAliases)
      .where(and(eq(datumAliases.projectId, subject.project.id), eq(datumAliases.name, alias)))
      .returning({ datum: datumAliases.datumId })
    if (!gone) throw notFound(`The project ${subject.project.slug} has no file alias ${alias}.`)
    const moves = [{ name: alias, targetId: null }]
    const [eventId] = await noteMoves(tx, ctx, scopeOf(subject), moves)
    const before = { file: datumUri(gone.datum) }
    const event = aliasEvent(subject, alias)
    return {
      result: null,
      change: { ...namedEvent(eventId), before, after: null, subject: event },
    }
  },
})

/** The aliases of files in a project, by name. */
export const listDatumAliases = query({
  action: 'project.read',
  input: ProjectRef.extend(PageInput.shape),
  load: (db, input, ctx) => findProject(db, ctx, input),

  async run({ db, subject, input }) {
    const after = decodeCursor(input.cursor, NameCursor)
    const rows = await db
      .select()
      .from(datumAliases)
      .where(
        and(
          eq(datumAliases.projectId, subject.project.id),
          after ? gt(datumAliases.name, after[0]) : undefined,
        ),
      )
      .orderBy(asc(datumAliases.name))
      .limit(input.limit + 1)
    return page(
      rows,
      input.limit,
      ({ name, datumId, updatedAt }) => aliasView(subject, name, datumId, updatedAt),
      ({ name }) => [name],
    )
  },
})

export const getDatumAlias = query({
  action: 'project.read',
  input: DatumAliasRef,
  load: (db, input, ctx) => findProject(db, ctx, input),

  async run({ db, subject, input }) {
    const ofProject = eq(datumAliases.projectId, subject.project.id)
    const [found] = await db
      .select()
      .from(datumAliases)
      .where(and(ofProject, eq(datumAliases.name, input.alias)))
    if (!found)
      throw notFound(`The project ${subject.project.slug} has no file alias ${input.alias}.`)
    return aliasView(subject, found.name, found.datumId, found.updatedAt)
  },
})

/** Where an alias of a file pointed and since when, latest first. */
export const listDatumAliasMoves = query({
  action: 'project.read',
  input: DatumAliasRef.extend(PageInput.shape),
  load: (db, input, ctx) => findProject(db, ctx, input),

  async run({ db, subject, input }) {
    const scope = { scopeId: subject.project.id, name: input.alias }
    const called = (id: SQL) => sql<string | null>`${id}`
    return movesOf(db, scope, input, { called, view: datumUri })
  },
})

/** Makes others who move or remove aliases of the project wait, and nobody who starts a run in it. */
async function lockAliases(tx: Tx, projectId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`aliases ${projectId}`}, 0))`,
  )
}

async function fileUnder(db: ReadDb, { project }: ProjectTarget, alias: string) {
  const [found] = await db
    .select({ datum: datumAliases.datumId })
    .from(datumAliases)
    .where(and(eq(datumAliases.projectId, project.id), eq(datumAliases.name, alias)))
  return found?.datum ?? null
}

function scopeOf({ organization, project }: AliasOwner) {
  return {
    organizationId: organization.organizationId,
    kind: 'datum' as const,
    scopeId: project.id,
  }
}

function aliasEvent({ organization, project, event }: AliasOwner, alias: string) {
  const { organizationId } = organization
  const uri = datumUri(alias)
  return {
    ...event,
    kind: 'datum_alias',
    id: project.id,
    uri,
    organizationId,
    projectId: project.id,
  }
}

function aliasView({ project }: AliasOwner, alias: string, datum: string, at: Date): DatumAlias {
  return {
    project: project.slug,
    alias,
    uri: datumUri(alias),
    file: datumUri(datum),
    updatedAt: at.toISOString(),
  }
}
