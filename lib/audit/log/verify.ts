import { sql } from 'drizzle-orm'
import { database, type ReadDb } from '@/db/client'
import { log } from '../../log'
import { type Last, LogCheck, type Problem, type Report } from '../verifier/verify-audit.mjs'
import { readCheckpoint } from './checkpoint'
import { columnProblems } from './columns'
import { checkpointsOf, lastOf, sealedLines, strayLines } from './export'
import { type Head, headOf } from './head'
import { publishedNotes } from './publish'
import { sealRound } from './seal'

const mostPublished = 1000
const mostOfStretch = 5000

export interface Verification extends Omit<Report, 'from' | 'to' | 'stretch' | 'keyGiven'> {
  checkedAt: Date
  /** How many events the newest published checkpoint has; null where none was published. */
  published: number | null
}

const running = new Map<string, Promise<Verification | null>>()

/**
 * Checks a whole log in the database against its signed checkpoints and the published ones, and what stands
 * beside the events against their texts. Null where nothing was sealed. Who asks while one is checked gets
 * the answer of that.
 */
export function verifyLog(logId: string): Promise<Verification | null> {
  const known = running.get(logId) ?? check(logId).finally(() => running.delete(logId))
  running.set(logId, known)
  return known
}

/** The log of each organization, and that of the hub itself, with the name it goes by here. */
export async function verifyAll(): Promise<{ name: string; found: Verification }[]> {
  const { rows } = await database().read.execute<{ id: string; name: string }>(sql`
    select l.log_id as id, coalesce(o.slug, 'the hub itself') as name from audit_logs l
    left join organizations o on o.id = l.log_id order by o.slug`)
  const all: { name: string; found: Verification }[] = []
  for (const { id, name } of rows) {
    const found = await verifyLog(id)
    if (found) all.push({ name, found })
  }
  return all
}

async function check(logId: string): Promise<Verification | null> {
  const db = database().read
  // What waits is sealed first, so that it is checked, too.
  await sealRound().catch((error: unknown) => log().warn({ err: error }, 'sealing failed'))
  // Before the head: what is sealed and published in between would be of a longer log.
  const known = await publishedNotes(logId, mostPublished)
  const head = await headOf(db, logId)
  if (!head) return null
  const whole = { from: 0, to: head.size }
  const last = await lastOf(db, head, whole)
  const {
    from: _from,
    to: _to,
    stretch: _stretch,
    keyGiven: _given,
    ...report
  } = await closer(db, head, last, known)
  const problems = [...report.problems, ...(await columnProblems(db, logId))].sort(byIndex)
  const sizes = known.flatMap((note) => readCheckpoint(note)?.size ?? [])
  const published = sizes.length > 0 ? Math.max(...sizes) : null
  return { ...report, ok: problems.length === 0, problems, checkedAt: new Date(), published }
}

/** One pass, and another where more checkpoints could tell a rewritten event from its neighbours. */
async function closer(db: ReadDb, head: Head, last: Last, known: string[]): Promise<Report> {
  const report = await pass(db, head, last, known)
  const [from, to] = report.stretch ?? [0, 0]
  if (to - from <= 1) return report
  const between = await checkpointsOf(db, head.logId, { from, to }, mostOfStretch)
  const checkpoints = [...last.checkpoints, ...between]
  return pass(db, head, { ...last, checkpoints }, known)
}

async function pass(db: ReadDb, head: Head, last: Last, known: string[]): Promise<Report> {
  const check = new LogCheck(last, { known })
  for await (const page of sealedLines(db, head.logId, last))
    for (const line of page) check.event(line)
  for await (const page of strayLines(db, head.logId)) for (const line of page) check.event(line)
  return check.end()
}

function byIndex(a: Problem, b: Problem): number {
  return (a.index ?? Number.MAX_SAFE_INTEGER) - (b.index ?? Number.MAX_SAFE_INTEGER)
}
