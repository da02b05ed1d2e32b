import { and, asc, eq, gte, lt, sql } from 'drizzle-orm'
import { deploymentAssignments, deploymentRevisions } from '@/db/schema/tables'
import { isDatabaseAway, type ReadDb } from '../door'
import { log } from '../log'
import { system } from '../system'
import { hourOf } from '../time'

const everyMs = 1000

/** How often each variant was given out since it was last written down, by revision, variant and hour. */
let counted = new Map<string, Counted>()

interface Counted {
  revision: string
  variant: string
  /** ISO 8601. */
  hour: string
  count: number
}

/**
 * Takes note that a variant was given out. What one process counts is written down once a second, so one
 * that is killed takes a second of counts with it.
 */
export function countAssignment(revision: string, variant: string, at: Date): void {
  add({ revision, variant, hour: hourOf(at).toISOString(), count: 1 })
}

function add(one: Counted): void {
  const key = `${one.revision} ${one.hour} ${one.variant}`
  const known = counted.get(key)
  if (known) known.count += one.count
  else counted.set(key, one)
}

/** Writes down what was counted in every second from now on. Answers how to stop, after a last time. */
export function startCounting(): () => Promise<void> {
  let writing: Promise<void> = Promise.resolve()
  const next = () => {
    writing = writing.then(tryToWrite)
  }
  const timer = setInterval(next, everyMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    next()
    await writing
  }
}

async function tryToWrite(): Promise<void> {
  try {
    await writeAssignments()
  } catch (error) {
    if (isDatabaseAway(error)) log().debug({ err: error }, 'assignments wait for the database')
    else log().error({ err: error }, 'writing assignments down failed; the next second tries again')
  }
}

/** Writes down what was counted; where that fails, it stays counted. */
export async function writeAssignments(): Promise<void> {
  if (counted.size === 0) return
  const taken = [...counted.values()]
  counted = new Map()
  try {
    // In one order, so that processes that write the same rows wait for each other and never both.
    await system((tx) =>
      tx.execute(sql`
        insert into deployment_assignments as a (revision_id, variant, hour, count)
        select r.id, c.variant, c.hour, c.count
        from json_to_recordset(${JSON.stringify(taken)}::json)
          as c(revision uuid, variant text, hour timestamptz, count bigint)
        join deployment_revisions r on r.id = c.revision
        order by r.id, c.variant, c.hour
        on conflict (revision_id, variant, hour) do update set count = a.count + excluded.count`),
    )
  } catch (error) {
    for (const one of taken) add(one)
    throw error
  }
}

/** How often a variant was given out in one hour. */
export interface Assigned {
  /** The number of the revision. */
  revision: number
  variant: string
  /** When the hour began. */
  hour: Date
  count: number
}

/** How often each variant of a deployment was given out, by hour and revision, from the oldest hour on. */
export function assignmentsOf(
  db: ReadDb,
  deploymentId: string,
  { from, to }: { from?: Date; to?: Date } = {},
): Promise<Assigned[]> {
  const { hour, variant, count } = deploymentAssignments
  return db
    .select({ revision: deploymentRevisions.number, variant, hour, count })
    .from(deploymentAssignments)
    .innerJoin(deploymentRevisions, eq(deploymentRevisions.id, deploymentAssignments.revisionId))
    .where(
      and(
        eq(deploymentRevisions.deploymentId, deploymentId),
        from && gte(hour, from),
        to && lt(hour, to),
      ),
    )
    .orderBy(asc(hour), asc(deploymentRevisions.number), asc(variant))
}
