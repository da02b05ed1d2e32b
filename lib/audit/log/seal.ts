import type { KeyObject } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { lockOf, type Tx } from '@/db/client'
import { log } from '../../log'
import { sealSeconds } from '../../monitor/meters'
import { sealing } from '../../system'
import { signCheckpoint } from './checkpoint'
import { groups } from './groups'
import { AuditKeyError, auditKey, originOf, requireSigner, rereadKey } from './key'
import { Frontier, type Hash, leafHash } from './merkle'
import { publish } from './publish'
import { keptHeights } from './tree'

/** Events that one round takes. */
export const mostAtOnce = 2000

export interface Sealed {
  events: number
  /** Whether more may be waiting. */
  full: boolean
}

export interface Sealing {
  key?: KeyObject
  /** Goes on with this key where another signed the log so far. */
  replace?: boolean
}

/**
 * One round: gives the oldest waiting events their places, in the order of their insertion, and signs what
 * each log has become. All of it in one transaction, so that who is killed in the middle leaves nothing.
 * Null where another process is at it.
 */
export async function sealRound({ key, replace = false }: Sealing = {}): Promise<Sealed | null> {
  const signer = { key: key ?? (await auditKey()), replace }
  const at = new Date()
  const done = await sealing(async (tx) => {
    const { rows } = await tx.execute<{ got: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtext(${lockOf('seal')})) as got, ${byIndex}`,
    )
    // A statement of its own: only then is all seen that whoever had the lock before did.
    return rows[0]?.got ? seal(tx, signer, at) : null
  }).catch((error: unknown) => {
    // The log may have been given another key since it was read; the next round reads it again.
    if (error instanceof AuditKeyError) rereadKey()
    throw error
  })
  if (!done) return null
  const now = Date.now()
  for (const since of done.since) sealSeconds.observe(Math.max(0, now - since) / 1000)
  for (const { logId, note } of done.grown) void publish(logId, note)
  return { events: done.since.length, full: done.taken === mostAtOnce }
}

// What waits comes and goes faster than PostgreSQL counts it: of a backlog it knows nothing yet, and would
// read the whole of it for each event.
const byIndex = sql.join(
  ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'].map(
    (name) => sql`set_config(${name}, 'off', true)`,
  ),
  sql`, `,
)

interface Waiting extends Record<string, unknown> {
  eventId: string
  logId: string
  body: string | null
  isSealed: boolean
  at: string | null
}

async function seal(tx: Tx, signer: Required<Sealing>, at: Date) {
  const { rows } = await tx.execute<Waiting>(sql`
    with taken as (
      delete from audit_pending where event_id = any(array(
        select event_id from audit_pending order by seq limit ${mostAtOnce}))
      returning event_id, log_id, seq)
    select t.event_id as "eventId", t.log_id as "logId", e.body, l.event_id is not null as "isSealed",
      extract(epoch from e.at) as at
    from taken t
    left join audit_events e on e.id = t.event_id
    left join audit_leaves l on l.event_id = t.event_id
    order by t.seq`)
  const fresh = rows.filter(isFresh)
  const logs = groups(fresh, ({ logId }) => logId)
  const grown = logs.size > 0 ? await grow(tx, logs, signer, at) : []
  const since = fresh.map((event) => Number(event.at) * 1000)
  return { taken: rows.length, since, grown }
}

type Fresh = Waiting & { body: string }

/** Neither can happen unless somebody meddled; a log that stood still for it would help nobody. */
function isFresh(event: Waiting): event is Fresh {
  if (event.body !== null && !event.isSealed) return true
  const message =
    event.body === null
      ? 'an event waited for the log and is gone; it was removed behind the back of the hub'
      : 'an event waited for the log and is in it already'
  log().error({ event: event.eventId }, message)
  return false
}

async function grow(
  tx: Tx,
  logs: Map<string, Fresh[]>,
  { key, replace }: Required<Sealing>,
  at: Date,
) {
  const known = await logsOf(tx, [...logs.keys()])
  const leaves: [logId: string, index: number, event: string, hash: string][] = []
  const nodes: [logId: string, height: number, index: number, hash: string][] = []
  const grown = [...logs].map(([logId, events]) => {
    const { origin, tree, note } = known.get(logId) ?? {
      origin: originOf(logId),
      tree: Frontier.empty(),
      note: null,
    }
    // A key of another hub would end the log for whoever trusts this one's.
    if (note !== null && !replace) requireSigner(note, origin, key)
    for (const { eventId, body } of events) {
      const leaf = leafHash(body)
      leaves.push([logId, tree.size, eventId, leaf.toString('hex')])
      for (const { subtree, hash } of tree.append(leaf))
        if (keptHeights.some((height) => height === subtree.height))
          nodes.push([logId, subtree.height, subtree.index, hash.toString('hex')])
    }
    const root = tree.root()
    return {
      logId,
      origin,
      tree,
      root,
      note: signCheckpoint({ origin, size: tree.size, root }, key),
    }
  })
  await insert(tx, leaves, nodes, grown, at)
  return grown
}

interface Known extends Record<string, unknown> {
  id: string
  origin: string
  size: string
  frontier: Hash
  note: string | null
}

async function logsOf(tx: Tx, ids: string[]) {
  const { rows } = await tx.execute<Known>(sql`
    select l.log_id as id, l.origin, l.size, l.frontier, c.note from audit_logs l
    left join audit_checkpoints c on c.log_id = l.log_id and c.size = l.size
    where l.log_id = any(${sql.param(ids)}::uuid[])`)
  return new Map(
    rows.map(({ id, origin, size, frontier, note }) => [
      id,
      { origin, tree: Frontier.of(Number(size), frontier), note },
    ]),
  )
}

interface Grown {
  logId: string
  origin: string
  tree: Frontier
  root: Hash
  note: string
}

/** All of a round in one statement: each way to the database is one that the events wait for. */
async function insert(
  tx: Tx,
  leaves: [string, number, string, string][],
  nodes: [string, number, number, string][],
  grown: Grown[],
  at: Date,
) {
  const column = (rows: (string | number)[][], n: number) => sql.param(rows.map((row) => row[n]))
  const logs = grown.map(({ logId, origin, tree, root, note }) => [
    logId,
    origin,
    tree.size,
    tree.bytes().toString('hex'),
    root.toString('hex'),
    note,
  ])
  await tx.execute(sql`
    with log as (
      select id, origin, size, decode(frontier, 'hex') as frontier, decode(root, 'hex') as root, note
      from unnest(${column(logs, 0)}::uuid[], ${column(logs, 1)}::text[], ${column(logs, 2)}::bigint[],
        ${column(logs, 3)}::text[], ${column(logs, 4)}::text[], ${column(logs, 5)}::text[])
        as log (id, origin, size, frontier, root, note)),
    leaves as (
      insert into audit_leaves (log_id, index, event_id, hash)
      select log, index, event, decode(hash, 'hex') from unnest(${column(leaves, 0)}::uuid[],
        ${column(leaves, 1)}::bigint[], ${column(leaves, 2)}::uuid[], ${column(leaves, 3)}::text[])
        as leaf (log, index, event, hash)),
    nodes as (
      insert into audit_nodes (log_id, height, index, hash)
      select log, height, index, decode(hash, 'hex') from unnest(${column(nodes, 0)}::uuid[],
        ${column(nodes, 1)}::int[], ${column(nodes, 2)}::bigint[], ${column(nodes, 3)}::text[])
        as node (log, height, index, hash)),
    logs as (
      insert into audit_logs (log_id, origin, size, frontier, sealed_at)
      select id, origin, size, frontier, ${at.toISOString()}::timestamptz from log
      on conflict (log_id) do update set size = excluded.size, frontier = excluded.frontier,
        sealed_at = excluded.sealed_at)
    insert into audit_checkpoints (log_id, size, root, note, at)
    select id, size, root, note, ${at.toISOString()}::timestamptz from log`)
}
