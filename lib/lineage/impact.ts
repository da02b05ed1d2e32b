import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { can } from '../access'
import type { Ctx } from '../actor'
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
import { viewRecalls } from './recalls'
import type { Affected, Impact, ImpactItem, ImpactPage } from './view'
import { reach, told } from './walk'

/** Longer ways are told without their middle. */
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

type Found = ItemRow & { owner: ActorView | null; path: string[] }

/** One page of what depends on a node, in two queries. */
export async function impactPage(
  db: ReadDb,
  ctx: Ctx,
  { organization, node, told: root }: NodeTarget,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<AffectedItem>> {
  const { organizationId, slug } = organization
  const after = decodeCursor(cursor, KeyCursor)
  const beyond = after
    ? sql`(rank, name collate "C", place, id collate "C")
        > (${after[0]}::int, ${after[1]}::text, ${after[2]}::int, ${after[3]}::text)`
    : sql`true`
  // What is reached comes in the order of its distance, so the first of those before something is on a
  // shortest way to it. PostgreSQL does it so without promising it; a test would tell of a change.
  const { rows } = await db.execute<Found & Record<string, unknown>>(sql`
    with recursive ${reach(node, 'down')},
    placed as materialized (select id, row_number() over () as at from reach),
    shown as materialized (
      select * from (${affectedItems(ctx, organizationId, sql`${node.id}::uuid`)}) item where ${beyond}
      order by rank, name collate "C", place, id collate "C" limit ${limit + 1}),
    ways(item, step, id) as (
      select distinct node, 0, node from shown
      union all
      select * from (
        select distinct on (w.item) w.item, w.step + 1, l.from_id
        from (select * from ways) w
        join lineage_edges l on l.to_id = w.id and ${told(node)}
        join placed on placed.id = l.from_id
        where w.id <> ${node.id} and w.step < ${longestPath}
        order by w.item, placed.at) nearer)
    select i.rank, i.name, i.place, i.id, i.node, i.label, i.state, ${itemRecalled} as recalled,
      ${personView(sql`i.owner_id`)} as owner,
      array(select w.id from ways w where w.item = i.node order by w.step desc) as path
    from shown i order by i.rank, i.name collate "C", i.place, i.id collate "C"`)
  const ids = new Set(rows.flatMap(({ path }) => path))
  const named = await describeNodes(db, ctx, organization, [...ids])
  const uriOf = (id: string) => named.get(id)?.uri
  return page(
    rows,
    limit,
    (row) => {
      const { kind, uri, url } = itemView(slug, row)
      const way = row.path.filter((id) => id !== node.id).flatMap((id) => uriOf(id) ?? [])
      const path = [root.uri, ...way, ...(kind === 'alias' ? [uri] : [])]
      return { uri, kind, state: row.state, owner: row.owner, path, url, recalled: row.recalled }
    },
    ({ rank, name, place, id }: ItemKey) => [rank, name, place, id],
  )
}

/** The same as a page shows it: the thing itself, how much depends on it, and what the caller may do. */
export const getImpactPage = query({
  action: 'lineage.read',
  input: NodeRef.extend(PageInput.shape),
  load: (db, input, ctx) => findNode(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<ImpactPage> {
    const { organizationId } = subject.organization
    const { node, told: root } = subject
    const [affected, recalls, { items, nextCursor }] = await Promise.all([
      affectedBy(db, ctx, subject),
      viewRecalls(
        db,
        ctx,
        organizationId,
        sql`rc.subject_id = ${node.id} and rc.lifted_at is null`,
        1,
      ),
      impactPage(db, ctx, subject, input),
    ])
    const may = (action: 'recall.create' | 'recall.lift') => can(ctx, action, { organizationId })
    const abilities = { recall: may('recall.create'), lift: may('recall.lift') }
    return {
      subject: { ...root, level: 0, parent: null, more: false },
      ...{ affected, recalls, items, nextCursor, abilities },
    }
  },
})

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
