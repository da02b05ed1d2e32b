import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { can } from '../access'
import type { Ctx } from '../actor'
import { whereServing } from '../deployments/where-serving'
import type { ReadDb } from '../door'
import { decodeCursor, page } from '../page'
import { personView } from '../people'
import { query } from '../query'
import type { ActorView, Page } from '../view'
import { PageInput } from '../view'
import { findNode, NodeRef, type NodeTarget } from './find'
import {
  affectedItems,
  counted,
  countItems,
  type ItemKey,
  type ItemRow,
  itemRecalled,
  itemView,
} from './items'
import { describeNodes } from './nodes'
import { viewRecall } from './recalls'
import type { Affected, Impact, ImpactItem, ImpactPage } from './view'
import { reach, told } from './walk'

/** Longer ways are told without what follows their beginning. */
const longestPath = 500

const KeyCursor = z.tuple([z.int(), z.string(), z.int(), z.string()])

/** Everything that depends on something, with its owner and how it got there. */
export const getImpact = query({
  action: 'lineage.read',
  input: NodeRef.extend(PageInput.shape),
  load: (db, input, ctx) => findNode(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<Impact> {
    const { items, nextCursor } = await impactPage(db, ctx, subject, input)
    return {
      items: items.map(({ uri, kind, state, owner, path }) => ({ uri, kind, state, owner, path })),
      nextCursor,
    }
  },
})

export type AffectedItem = ImpactItem & { url: string; recalled: boolean }

interface Answer {
  items: (ItemRow & { owner: ActorView | null })[] | null
  /** What each node on the ways to these was reached from. */
  before: Record<string, string> | null
}

/** One page of what depends on a node, in two queries. */
export async function impactPage(
  db: ReadDb,
  ctx: Ctx,
  { organization, node, told: root }: NodeTarget,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<AffectedItem>> {
  const { organizationId, slug } = organization
  const after = decodeCursor(cursor, KeyCursor)
  const key = sql`rank, name collate "C", place, id collate "C"`
  const beyond = after
    ? sql`(${key}) > (${after[0]}::int, ${after[1]}::text, ${after[2]}::int, ${after[3]}::text)`
    : sql`true`
  // What is reached comes in the order of its distance, so the first of those before something is on a
  // shortest way to it. PostgreSQL does it so without promising it; a test would tell of a change. The
  // offset keeps it from reading all edges at each step.
  const { rows } = await db.execute<Answer & Record<string, unknown>>(sql`
    with recursive ${reach(node, 'down')},
    placed as materialized (select id, row_number() over () as at from reach),
    shown as materialized (
      select * from (${affectedItems(ctx, organizationId, sql`${node.id}::uuid`)}) item
      where ${beyond} order by ${key} limit ${limit + 1}),
    ways(id, before) as (
      select distinct null::uuid, node from shown
      union
      select * from (
        select distinct on (w.before) w.before, l.id
        from (select * from ways) w
        cross join lateral (select l.from_id as id from lineage_edges l
          where l.to_id = w.before and ${told(node)} offset 0) l
        join placed on placed.id = l.id
        where w.before <> ${node.id} order by w.before, placed.at) nearer)
    select
      (select json_agg(json_build_object('rank', i.rank, 'name', i.name, 'place', i.place, 'id', i.id,
          'node', i.node, 'label', i.label, 'state', i.state, 'recalled', ${itemRecalled},
          'owner', ${personView(sql`i.owner_id`)}) order by ${key}) from shown i) as items,
      (select json_object_agg(w.id, w.before) from ways w where w.id is not null) as before`)
  const before = new Map(Object.entries(rows[0]?.before ?? {}))
  const items = (rows[0]?.items ?? []).map((row) => ({ ...row, path: wayTo(row.node, before) }))
  const named = await describeNodes(db, ctx, organization, [
    ...new Set(items.flatMap(({ path }) => path)),
  ])
  const uriOf = (id: string) => named.get(id)?.uri
  return page(
    items,
    limit,
    (row) => {
      const { kind, uri, url } = itemView(slug, row)
      const way = row.path.filter((id) => id !== node.id).flatMap((id) => uriOf(id) ?? [])
      const path = [root.uri, ...way, ...(kind === 'alias' || kind === 'deployment' ? [uri] : [])]
      return { uri, kind, state: row.state, owner: row.owner, path, url, recalled: row.recalled }
    },
    ({ rank, name, place, id }: ItemKey) => [rank, name, place, id],
  )
}

/** The nodes that lead to one, itself last. */
function wayTo(node: string, before: ReadonlyMap<string, string>): string[] {
  const way = [node]
  for (let at = before.get(node); at && way.length < longestPath; at = before.get(at)) way.push(at)
  return way.reverse()
}

/** The same as a page shows it: the thing itself, how much depends on it, and what the caller may do. */
export const getImpactPage = query({
  action: 'lineage.read',
  input: NodeRef.extend(PageInput.shape),
  load: (db, input, ctx) => findNode(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<ImpactPage> {
    const { organizationId } = subject.organization
    const { node, told: root } = subject
    const [affected, recall, serving, { items, nextCursor }] = await Promise.all([
      affectedBy(db, ctx, subject),
      viewRecall(db, ctx, organizationId, sql`rc.subject_id = ${node.id} and rc.lifted_at is null`),
      servedBy(db, ctx, subject),
      impactPage(db, ctx, subject, input),
    ])
    const may = (action: 'recall.create' | 'recall.lift') => can(ctx, action, { organizationId })
    const abilities = { recall: may('recall.create'), lift: may('recall.lift') }
    return {
      subject: { ...root, level: 0, parent: null, more: false },
      ...{ affected, recalls: recall ? [recall] : [], serving },
      ...{ items, nextCursor, abilities },
    }
  },
})

/** Where the versions among what is reached serve. */
function servedBy(db: ReadDb, ctx: Ctx, { organization, node }: NodeTarget) {
  const reached = sql`sv.version_id in (with recursive ${reach(node, 'down')}
    select reach.id from reach where reach.kind = 'version')`
  return whereServing(db, ctx, organization.organizationId, reached)
}

async function affectedBy(
  db: ReadDb,
  ctx: Ctx,
  { organization, node }: NodeTarget,
): Promise<Affected> {
  const items = affectedItems(ctx, organization.organizationId, sql`${node.id}::uuid`)
  const { rows } = await db.execute<{ rank: number; count: number }>(
    sql`with recursive ${reach(node, 'down')} ${countItems(items)}`,
  )
  return counted(rows)
}
