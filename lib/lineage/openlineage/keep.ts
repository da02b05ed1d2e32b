import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { externalJobs, externalRuns } from '@/db/schema/tables'
import type { Ctx } from '../../actor'
import type { Tx } from '../../door'
import { type JobSaid, type RunSaid, runIdOf } from './event'
import { asFacets, type Facets, facet, newest, objectOf } from './facets'
import { type Standing, standingOf, together } from './state'

/**
 * What events say is put together with what is known so that neither order nor repetition matters. Rows are
 * made and locked in one order: two who report about the same things never wait for each other in a circle.
 */

export const jobKey = ({ namespace, name }: { namespace: string; name: string }): string =>
  createHash('sha256')
    .update(JSON.stringify([namespace, name]))
    .digest('hex')

/** The ids of jobs by `jobKey()`, with their facets brought up to date. */
export async function keepJobs(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  said: readonly JobSaid[],
): Promise<Map<string, string>> {
  const jobs = new Map<string, JobSaid>()
  for (const job of said) {
    const key = jobKey(job)
    jobs.set(key, { ...job, facets: newest(jobs.get(key)?.facets ?? {}, job.facets) })
  }
  if (jobs.size === 0) return new Map()
  const keys = [...jobs.keys()].sort()
  const at = ctx.now().toISOString()
  const rows = keys.map((key) => ({ key, id: ctx.newId(), ...jobs.get(key), facets: {} }))
  await tx.execute(sql`
    insert into ${externalJobs} (id, organization_id, namespace, name, key, created_at, updated_at)
    select id, ${organizationId}, namespace, name, key, ${at}, ${at}
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as w(id uuid, key text, namespace text, name text)
    order by key
    on conflict (organization_id, key) do nothing`)
  const found = await tx
    .select({ id: externalJobs.id, key: externalJobs.key })
    .from(externalJobs)
    .where(
      sql`${externalJobs.organizationId} = ${organizationId}
        and ${externalJobs.key} = any(${`{${keys.join(',')}}`}::text[])`,
    )
  const facets = found.map(({ id, key }): [string, Facets] => [id, jobs.get(key)?.facets ?? {}])
  await keepFacets(tx, ctx, 'external_jobs', new Map(facets))
  return new Map(found.map(({ id, key }) => [key, id]))
}

/** Brings the facets of jobs or data up to date; a job that is spoken of was seen, whatever is said. */
export async function keepFacets(
  tx: Tx,
  ctx: Ctx,
  table: 'external_jobs' | 'external_data',
  said: ReadonlyMap<string, Facets>,
): Promise<void> {
  if (said.size === 0) return
  const { rows } = await tx.execute<{ id: string; facets: Facets }>(sql`
    select id, facets from ${sql.raw(table)}
    where id = any(${`{${[...said.keys()].join(',')}}`}::uuid[]) order by id for update`)
  const changed = rows.flatMap(({ id, facets }) => {
    const merged = newest(facets, said.get(id) ?? {})
    const same = JSON.stringify(merged) === JSON.stringify(facets)
    return same && table === 'external_data' ? [] : [{ id, facets: merged }]
  })
  if (changed.length === 0) return
  await tx.execute(sql`
    update ${sql.raw(table)} set facets = w.facets, updated_at = ${ctx.now().toISOString()}
    from json_to_recordset(${JSON.stringify(changed)}::json) as w(id uuid, facets jsonb)
    where ${sql.raw(table)}.id = w.id`)
}

/** One run as one or more events tell it. */
interface Told extends Standing {
  runId: string
  eventAt: Date
  /** Of the latest event. */
  jobKey: string
  facets: Facets
}

export interface KeptRun {
  id: string
  facets: Facets
}

/** The runs that events tell of, by `runId`, brought up to date. */
export async function keepRuns(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  said: readonly { run: RunSaid; jobKey: string; at: Date }[],
  jobIds: ReadonlyMap<string, string>,
): Promise<Map<string, KeptRun>> {
  const told = new Map<string, Told>()
  for (const { run, jobKey, at } of said) {
    const { runId, type, facets } = run
    const one = { runId, jobKey, facets, eventAt: at, ...standingOf(type, at) }
    const known = told.get(runId)
    told.set(runId, known ? both(known, one) : one)
  }
  if (told.size === 0) return new Map()
  const row = (run: Told, id: string) => ({
    id,
    run_id: run.runId,
    job_id: jobIds.get(run.jobKey),
    parent_run_id: parentOf(run.facets),
    state: run.state,
    started_at: run.startedAt,
    ended_at: run.endedAt,
    event_at: run.eventAt,
    facets: run.facets,
  })
  const runIds = [...told.keys()].sort()
  const made = runIds.flatMap((runId) => {
    const run = told.get(runId)
    return run ? [row(run, ctx.newId())] : []
  })
  const inserted = await tx.execute<{ id: string; run_id: string }>(sql`
    insert into ${externalRuns} (id, organization_id, run_id, job_id, parent_run_id, state,
      started_at, ended_at, event_at, facets, created_at)
    select id, ${organizationId}, run_id, job_id, parent_run_id, state,
      started_at, ended_at, event_at, facets, ${ctx.now().toISOString()}
    from ${recordset(made)} order by run_id
    on conflict (organization_id, run_id) do nothing returning id, run_id`)
  const kept = new Map<string, KeptRun>()
  for (const { id, run_id: runId } of inserted.rows)
    kept.set(runId, { id, facets: told.get(runId)?.facets ?? {} })
  const known = runIds.filter((runId) => !kept.has(runId))
  if (known.length === 0) return kept
  const changed = (await lockRuns(tx, organizationId, known)).flatMap((held) => {
    const news = told.get(held.runId)
    if (!news) return []
    const merged = both(held, news)
    kept.set(held.runId, { id: held.id, facets: merged.facets })
    // The job of one that is told later is known by its key alone.
    return [{ ...row(merged, held.id), job_id: jobIds.get(merged.jobKey) ?? held.jobId }]
  })
  await tx.execute(sql`
    update ${externalRuns} set job_id = w.job_id, parent_run_id = w.parent_run_id, state = w.state,
      started_at = w.started_at, ended_at = w.ended_at, event_at = w.event_at, facets = w.facets
    from ${recordset(changed)} where ${externalRuns}.id = w.id`)
  return kept
}

const recordset = (rows: unknown[]) => sql`json_to_recordset(${JSON.stringify(rows)}::json) as w(
  id uuid, run_id text, job_id uuid, parent_run_id text, state run_state,
  started_at timestamptz, ended_at timestamptz, event_at timestamptz, facets jsonb)`

function lockRuns(tx: Tx, organizationId: string, runIds: readonly string[]) {
  return tx
    .select({
      id: externalRuns.id,
      runId: externalRuns.runId,
      jobId: externalRuns.jobId,
      jobKey: externalJobs.key,
      state: externalRuns.state,
      startedAt: externalRuns.startedAt,
      endedAt: externalRuns.endedAt,
      eventAt: externalRuns.eventAt,
      facets: externalRuns.facets,
    })
    .from(externalRuns)
    .innerJoin(externalJobs, sql`${externalJobs.id} = ${externalRuns.jobId}`)
    .where(
      sql`${externalRuns.organizationId} = ${organizationId} and ${externalRuns.runId} in (
        select * from json_array_elements_text(${JSON.stringify(runIds)}::json))`,
    )
    .orderBy(externalRuns.runId)
    .for('update', { of: externalRuns })
    .then((rows) => rows.map((run) => ({ ...run, facets: asFacets(run.facets) })))
}

function both<T extends Told>(one: T, other: Told): Told {
  const later = isLater(one, other) ? one : other
  return {
    ...together(one, other),
    runId: one.runId,
    jobKey: later.jobKey,
    eventAt: later.eventAt,
    facets: newest(one.facets, other.facets),
  }
}

function isLater(one: Told, other: Told): boolean {
  const apart = one.eventAt.getTime() - other.eventAt.getTime()
  return apart === 0 ? one.jobKey >= other.jobKey : apart > 0
}

/** The run that this one is a part of, as its facet says. */
function parentOf(facets: Facets): string | null {
  const { runId } = objectOf(facet(facets, 'parent').run)
  return typeof runId === 'string' && runId !== '' ? runIdOf(runId) : null
}
