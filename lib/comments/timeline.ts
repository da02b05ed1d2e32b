import { sql } from 'drizzle-orm'
import { versions } from '@/db/schema/tables'
import { can } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { findModel, ModelRef, type ModelTarget } from '../models/find'
import { decodeCursor, page, TimeCursor } from '../page'
import { isoTime } from '../prepared'
import { query } from '../query'
import { findVersion, VersionRef } from '../versions/find'
import type { Verdict } from '../versions/state'
import { type Ability, type ActorView, type Page, PageInput } from '../view'
import { type CommentRow, commentView, hubItself } from './load'
import { abilitiesOn, type CommentAbilities } from './queries'
import {
  aliasesOf,
  type Cut,
  cardChanges,
  comments,
  decisionsOn,
  edits,
  evidence,
  expiries,
  registration,
  requestsFor,
  type Source,
} from './timeline-sources'
import type { Comment } from './view'

interface Moment {
  id: string
  at: string
}

interface Done extends Moment {
  by: ActorView
}

/** One thing that was said of a version, or that happened to it. */
export type TimelineItem =
  | (Moment & { kind: 'comment'; comment: Comment; abilities: CommentAbilities })
  | (Done & {
      kind: 'decision'
      version: number
      verdict: Verdict
      note: string
      stale: boolean
      override: boolean
      /** Their own approval taken back, while it waits for others. */
      own: boolean
      /** Slugs of the teams that it was given for. */
      teams: string[]
    })
  | (Done & { kind: 'registered' })
  | (Done & { kind: 'request'; person: string | null; team: string | null; note: string })
  | (Done & { kind: 'card'; revision: number })
  | (Done & { kind: 'expired' })
  | (Done & { kind: 'alias'; alias: string; from: number | null; to: number | null })
  | (Done & { kind: 'evidence'; run: string })
  | (Done & { kind: 'life'; action: 'archive' | 'restore'; note: string })
  | (Done & { kind: 'edit'; note: boolean; added: string[]; removed: string[] })

export interface Timeline extends Page<TimelineItem> {
  /** Whether the caller may say something. */
  speak: Ability
}

/**
 * What was said of one version and what happened to it, latest first: comments, decisions, aliases that came
 * and went, new evidence, archive and restore, edits, and in the end its registration.
 */
export const getVersionTimeline = query({
  action: 'version.read',
  input: VersionRef.extend(PageInput.shape),
  load: (db, input, ctx) => findVersion(db, ctx, input),

  async run({ db, subject: { of, version }, input, ctx }): Promise<Timeline> {
    const thisOne = sql`${version.id}::uuid`
    const sources = [
      comments(sql`c.version_id = ${thisOne}`),
      decisionsOn(sql`v.id = ${thisOne}`),
      registration(thisOne),
      aliasesOf(of.model.id, thisOne),
      requestsFor(thisOne),
      cardChanges(thisOne),
      expiries(thisOne),
      edits(thisOne),
      ...(version.runId ? [evidence(version.runId, thisOne)] : []),
    ]
    return timeline({ db, ctx, of, input }, sources)
  },
})

/** What was said of a model and of its versions, and what was decided on these, latest first. */
export const getModelTimeline = query({
  action: 'model.read',
  input: ModelRef.extend(PageInput.shape),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject: of, input, ctx }): Promise<Timeline> {
    const model = sql`${of.model.id}::uuid`
    const sources = [
      comments(sql`c.model_id = ${model} and not exists (
        select 1 from ${versions} v where v.id = c.version_id and v.life = 'deleted')`),
      decisionsOn(sql`v.model_id = ${model} and v.life <> 'deleted'`),
    ]
    return timeline({ db, ctx, of, input }, sources)
  },
})

interface Row extends Record<string, unknown> {
  id: string
  at: string
  by: ActorView | null
  said: { kind: TimelineItem['kind'] } & Record<string, unknown>
}

interface Asked {
  db: ReadDb
  ctx: Ctx
  of: ModelTarget
  input: { limit: number; cursor?: string | undefined }
}

async function timeline({ db, ctx, of, input }: Asked, sources: Source[]): Promise<Timeline> {
  const after = decodeCursor(input.cursor, TimeCursor)
  const cut: Cut = {
    limit: input.limit + 1,
    before: (at, id) =>
      after ? sql`and (${at}, ${id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``,
  }
  const parts = sources.map((source) => sql`(${source(cut)})`)
  const { rows } = await db.execute<Row>(sql`
    select id, ${isoTime(sql`at`)} as at, by, said from (${sql.join(parts, sql` union all `)}) told
    order by told.at desc, id desc limit ${cut.limit}`)
  const item = (row: Row) => viewOf(ctx, of, row)
  return {
    ...page([...rows], input.limit, item, ({ at, id }) => [at, id]),
    speak: can(ctx, 'comment.create', of.access),
  }
}

function viewOf(ctx: Ctx, of: ModelTarget, { id, at, by, said }: Row): TimelineItem {
  if (said.kind !== 'comment')
    // Each source in timeline-sources.ts says what its kind holds.
    return { id, at, by: by ?? hubItself, ...said } as TimelineItem
  const comment = said.comment as CommentRow
  const access = { ...of.access, ownerId: comment.authorId }
  return {
    kind: 'comment',
    id,
    at,
    comment: commentView(of.model.slug, comment),
    abilities: abilitiesOn(ctx, access),
  }
}
