import { and, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Json } from '@/db/json'
import {
  externalJobs,
  externalRuns,
  lineageEvents,
  models,
  type runStates,
} from '@/db/schema/tables'
import type { Ctx } from '../../actor'
import type { ReadDb } from '../../door'
import { notFound } from '../../errors'
import { findOrganization } from '../../organizations/find'
import { query } from '../../query'
import { OrganizationRef } from '../../view'
import { visibleModels } from '../../visibility'
import { outsideRunUri } from '../external'
import { type Described, describeNodes } from '../nodes'
import { asFacets } from './facets'
import * as told from './told'

type State = (typeof runStates)[number]

export const OutsideRef = OrganizationRef.extend({ id: z.uuid() })

/** A run of another system where it is named beside others. */
export interface RunNamed {
  id: string
  name: string
  state: State
  /** ISO 8601, of the latest event. */
  at: string
}

export interface ReportedEvent {
  id: string
  type: string
  /** ISO 8601 */
  receivedAt: string
  /** Bytes. */
  size: number
  warnings: string[]
  /** Null where it is too large to be shown, or names what the caller may not see. */
  body: Json | null
  isHidden: boolean
}

export interface OutsideRun {
  id: string
  uri: string
  runId: string
  job: {
    namespace: string
    name: string
    type: string | null
    documentation: string | null
    owners: string[]
  }
  state: State
  startedAt: string | null
  endedAt: string | null
  heardAt: string
  engine: string | null
  code: { url: string; version: string | null } | null
  /** `id` is null where nothing was heard of it. */
  parent: { id: string | null; name: string; runId: string } | null
  children: RunNamed[]
  /** Other runs of the same job, the latest first. */
  others: RunNamed[]
  inputs: Described[]
  outputs: Described[]
  params: Record<string, Json>
  metrics: told.NamedValues[]
  tests: told.TestResult[]
  failure: told.Failure | null
  facets: { run: Record<string, Json>; job: Record<string, Json> }
  events: ReportedEvent[]
}

const mostShown = 200
const mostEvents = 20
const mostBytes = 64 * 1024

/** What was heard of a run of another system. Throws not found. */
export const getOutsideRun = query({
  action: 'lineage.read',
  input: OutsideRef,
  load: async (db, input, ctx) => {
    const { organization, ...target } = findOrganization(ctx, input.org)
    const [found] = await db
      .select({ run: externalRuns, job: externalJobs })
      .from(externalRuns)
      .innerJoin(externalJobs, eq(externalJobs.id, externalRuns.jobId))
      .where(
        and(
          eq(externalRuns.id, input.id),
          eq(externalRuns.organizationId, organization.organizationId),
        ),
      )
    if (!found) throw notFound('Nothing was heard of such a run here.')
    return { ...target, organization, ...found }
  },

  async run({ db, subject, ctx }): Promise<OutsideRun> {
    const { run, job, organization } = subject
    const facets = asFacets(run.facets)
    const ofJob = asFacets(job.facets)
    const parent = told.parentOf(facets)
    const [[above], children, others, data, events, namesHidden] = await Promise.all([
      parent && run.parentRunId ? runsNamed(db, run, sql`r.run_id = ${run.parentRunId}`, 1) : [],
      runsNamed(db, run, sql`r.parent_run_id = ${run.runId}`, mostShown),
      runsNamed(db, run, sql`r.job_id = ${run.jobId} and r.id <> ${run.id}`, 10),
      dataOf(db, run.id),
      eventsOf(db, run.id),
      touchesHidden(db, ctx, run),
    ])
    const ids = [...data.inputs, ...data.outputs]
    const nodes = await describeNodes(db, ctx, organization, ids)
    const seen = (list: string[]) => list.flatMap((id) => nodes.get(id) ?? []).sort(byUri)
    return {
      id: run.id,
      uri: outsideRunUri(run.runId),
      runId: run.runId,
      job: {
        namespace: job.namespace,
        name: job.name,
        type: told.jobTypeOf(ofJob),
        documentation: told.documentationOf(ofJob),
        owners: told.ownersOf(ofJob),
      },
      state: run.state,
      startedAt: run.startedAt?.toISOString() ?? null,
      endedAt: run.endedAt?.toISOString() ?? null,
      heardAt: run.eventAt.toISOString(),
      engine: told.engineOf(facets),
      code: told.codeOf(ofJob),
      parent: parent && {
        id: above?.id ?? null,
        name: above?.name ?? parent.job,
        runId: parent.runId,
      },
      children,
      others,
      inputs: seen(data.inputs),
      outputs: seen(data.outputs),
      params: told.paramsOf(facets),
      metrics: told.metricsOf(facets).filter(({ of }) => of === null || !namesHidden),
      tests: told.testsOf(facets),
      failure: told.failureOf(facets),
      facets: {
        run: told.shownFacets(namesHidden ? told.withoutOutputs(facets) : facets),
        job: told.shownFacets(ofJob),
      },
      events: events.map((event) => ({
        ...event,
        ...(namesHidden && { body: null, warnings: [] }),
        isHidden: namesHidden,
      })),
    }
  },
})

const byUri = (one: Described, other: Described) => (one.uri < other.uri ? -1 : 1)

async function runsNamed(
  db: ReadDb,
  { organizationId }: { organizationId: string },
  which: ReturnType<typeof sql>,
  most: number,
): Promise<RunNamed[]> {
  const { rows } = await db.execute<{ id: string; name: string; state: State; at: string }>(sql`
    select r.id, j.name, r.state, to_json(r.event_at at time zone 'UTC') #>> '{}' || 'Z' as at
    from external_runs r join external_jobs j on j.id = r.job_id
    where r.organization_id = ${organizationId} and ${which}
    order by r.event_at desc, r.id desc limit ${most}`)
  return rows
}

async function dataOf(db: ReadDb, id: string): Promise<{ inputs: string[]; outputs: string[] }> {
  const { rows } = await db.execute<{ id: string; side: 'input' | 'output' }>(sql`
    (select from_id as id, 'input' as side from lineage_edges where to_id = ${id} limit ${mostShown})
    union all
    (select to_id, 'output' from lineage_edges where from_id = ${id} limit ${mostShown})`)
  const of = (wanted: string) => rows.flatMap((row) => (row.side === wanted ? [row.id] : []))
  return { inputs: of('input'), outputs: of('output') }
}

/** Whether it took or made a version of a model that the caller does not see: its events say the name. */
async function touchesHidden(
  db: ReadDb,
  ctx: Ctx,
  { id, organizationId }: { id: string; organizationId: string },
): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select 1 from versions v join ${models} on ${models.id} = v.model_id
    where v.id in (select from_id from lineage_edges where to_id = ${id} and from_kind = 'version'
        union all select to_id from lineage_edges where from_id = ${id} and to_kind = 'version')
      and not ${visibleModels(ctx, organizationId)} limit 1`)
  return rows.length > 0
}

/** The latest events; a large body stays where it is. */
async function eventsOf(db: ReadDb, id: string): Promise<Omit<ReportedEvent, 'isHidden'>[]> {
  const { receivedAt, size, warnings, body } = lineageEvents
  const rows = await db
    .select({
      id: lineageEvents.id,
      receivedAt,
      size,
      warnings,
      type: sql<string | null>`${body} ->> 'eventType'`,
      body: sql<Json | null>`case when ${size} <= ${mostBytes} then ${body} end`,
    })
    .from(lineageEvents)
    .where(eq(lineageEvents.externalRunId, id))
    .orderBy(desc(receivedAt), desc(lineageEvents.id))
    .limit(mostEvents)
  return rows.map(({ receivedAt, type, ...event }) => ({
    ...event,
    type: type ?? 'no type',
    receivedAt: receivedAt.toISOString(),
  }))
}
