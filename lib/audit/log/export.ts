import { type SQL, sql } from 'drizzle-orm'
import type { ReadDb } from '@/db/client'
import { systemLog } from '../event'
import type { Last, Line } from '../verifier/verify-audit.mjs'
import type { Head } from './head'
import { signerOf } from './key'
import { cover, type Hash, type Range } from './merkle'
import { verifierKey } from './note'
import { treeOf } from './tree'

const pageSize = 1000
const mostCheckpoints = 1000

/** Days or moments of which a part of the log is wanted, the end not included. */
export interface Window {
  from?: Date | undefined
  to?: Date | undefined
}

/** The events of a window as one stretch of the log, from the first of them up to the last. */
export async function rangeOf(db: ReadDb, { logId, size }: Head, window: Window): Promise<Range> {
  if (!window.from && !window.to) return { from: 0, to: size }
  const { rows } = await db.execute<{ first: string | null; last: string | null }>(sql`
    select min(l.index) as first, max(l.index) as last from audit_events e
    join audit_leaves l on l.event_id = e.id and l.log_id = ${logId}
    where ${ofLog(logId)} and ${within(window)} and l.index < ${size}`)
  const [found] = rows
  if (found?.first == null || found.last == null) return { from: 0, to: 0 }
  return { from: Number(found.first), to: Number(found.last) + 1 }
}

/** The sealed events of a stretch, read in pages, so that memory does not grow with them. */
export async function* sealedLines(db: ReadDb, logId: string, { from, to }: Range) {
  for (let next = from; next < to; ) {
    const { rows } = await db.execute<{ index: string; body: string | null; leaf: Hash }>(sql`
      select l.index, e.body, l.hash as leaf from audit_leaves l
      left join audit_events e on e.id = l.event_id
      where l.log_id = ${logId} and l.index >= ${next} and l.index < ${to}
      order by l.index limit ${pageSize}`)
    yield rows.map(({ index, body, leaf }) => ({ index: Number(index), body, leaf }))
    const last = rows.at(-1)
    if (!last) return
    next = Number(last.index) + 1
  }
}

/** Events that are in no log and do not wait for one: nothing of ours writes such. */
export async function* strayLines(db: ReadDb, logId: string, window: Window = {}) {
  for (let after: string | null = '-1'; after !== null; ) {
    const { rows }: { rows: { seq: string; body: string | null }[] } = await db.execute(sql`
      select e.seq, case when l.event_id is null and p.event_id is null then e.body end as body
      from audit_events e
      left join audit_leaves l on l.event_id = e.id and l.log_id = ${logId}
      left join audit_pending p on p.event_id = e.id
      where ${ofLog(logId)} and e.seq > ${after} and ${within(window)} order by e.seq limit ${5 * pageSize}`)
    const strays = rows.flatMap(({ body }) => (body === null ? [] : [{ index: null, body }]))
    if (strays.length > 0) yield strays
    after = rows.at(-1)?.seq ?? null
  }
}

/** The last line of an export: the signed checkpoint, and what a part of a log takes to be held against it. */
export async function lastOf(db: ReadDb, head: Head, { from, to }: Range): Promise<Last> {
  const tree = treeOf(db, head.logId)
  const beside = (range: Range) =>
    // A hash that is gone must not keep the events from being exported; the check says that it is missing.
    tree(cover(range)).catch((): Hash[] => [])
  const [before, after] = await Promise.all([
    beside({ from: 0, to: from }),
    beside({ from: to, to: head.size }),
  ])
  const base64 = (hash: Hash) => hash.toString('base64')
  return {
    checkpoint: head.note,
    publicKey: verifierKey(head.origin, await signerOf(head)),
    ...{ from, to, before: before.map(base64), after: after.map(base64) },
    checkpoints: await checkpointsOf(db, head.logId, { from, to }, mostCheckpoints),
  }
}

/** Older checkpoints of a stretch, `most` of them, evenly spread. */
export async function checkpointsOf(
  db: ReadDb,
  logId: string,
  { from, to }: Range,
  most: number,
): Promise<string[]> {
  const { rows } = await db.execute<{ note: string }>(sql`
    select c.note from audit_checkpoints c join (
      select size, row_number() over (order by size) as n, count(*) over () as total
      from audit_checkpoints where log_id = ${logId} and size > ${from} and size <= ${to}) s
    on c.log_id = ${logId} and c.size = s.size
    where s.n % (1 + s.total / ${most}) = 0 order by c.size`)
  return rows.map(({ note }) => note)
}

/** An export as its lines: the events of the stretch, strays, and the checkpoint. */
export async function* exportLines(db: ReadDb, head: Head, window: Window): AsyncGenerator<string> {
  const range = await rangeOf(db, head, window)
  for await (const page of sealedLines(db, head.logId, range)) yield page.map(lineText).join('')
  for await (const page of strayLines(db, head.logId, window)) yield page.map(lineText).join('')
  yield `${JSON.stringify(await lastOf(db, head, range))}\n`
}

function lineText({ index, body, leaf }: Omit<Line, 'leaf'> & { leaf?: Hash }): string {
  return `${JSON.stringify({ index, body, leaf: leaf?.toString('base64') })}\n`
}

/** The events of a log. */
export function ofLog(logId: string): SQL {
  return logId === systemLog
    ? sql`e.organization_id is null`
    : sql`e.organization_id = ${logId}::uuid`
}

function within({ from, to }: Window): SQL {
  const after = from ? sql`e.at >= ${from.toISOString()}` : sql`true`
  const before = to ? sql`e.at < ${to.toISOString()}` : sql`true`
  return sql`${after} and ${before}`
}
