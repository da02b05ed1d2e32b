import { and, desc, eq, lt, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { projects, runProgress, runs } from '@/db/schema/tables'
import { datasetVersionUri } from '../datasets/find'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page, TimeCursor } from '../page'
import { query } from '../query'
import { idOfSlug } from '../slugs'
import { registersFrom } from '../versions/from-run'
import { OrganizationRef, PageInput, Slug } from '../view'
import { findRun, RunRef } from './find'
import { viewInputs } from './inputs'
import { alone, inLists, runColumns, runItem } from './load'
import { viewOutputs } from './outputs'
import { RunState, type RunWithAbilities } from './view'

/** The runs of an organization or of one project, newest first; those of archived projects by project only. */
export const listRuns = query({
  action: 'run.read',
  input: OrganizationRef.extend({
    project: Slug.optional(),
    state: RunState.optional(),
    ...PageInput.shape,
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }) {
    const { organizationId } = subject.organization
    const { project, state, limit } = input
    // Within a project the numbers are the order, and an index holds them.
    const after = project === undefined ? decodeCursor(input.cursor, TimeCursor) : null
    const below = project === undefined ? null : decodeCursor(input.cursor, z.tuple([z.int()]))
    const rows = await db
      .select(runColumns(ctx, organizationId, inLists))
      .from(runs)
      .innerJoin(projects, eq(projects.id, runs.projectId))
      .where(
        and(
          eq(runs.organizationId, organizationId),
          project === undefined ? eq(projects.life, 'live') : ne(projects.life, 'deleted'),
          project === undefined
            ? undefined
            : sql`${runs.projectId} = ${idOfSlug('project', organizationId, project)}`,
          state === undefined ? undefined : eq(runs.state, state),
          after ? sql`(${runs.createdAt}, ${runs.id}) < (${after[0]}, ${after[1]})` : undefined,
          below ? lt(runs.number, below[0]) : undefined,
        ),
      )
      .orderBy(
        ...(project === undefined ? [desc(runs.createdAt), desc(runs.id)] : [desc(runs.number)]),
      )
      .limit(limit + 1)
    return page(rows, limit, runItem, ({ run }) =>
      project === undefined ? [run.createdAt.toISOString(), run.id] : [run.number],
    )
  },
})

/** A run with everything but its metrics' history and its log, and what the caller may do to it. */
export const getRun = query({
  action: 'run.read',
  input: RunRef,
  load: (db, input, ctx) => findRun(db, ctx, input),

  async run({ db, subject, ctx }): Promise<RunWithAbilities> {
    const { organization } = subject
    const { id, organizationId } = subject.run
    const [[found], inputs, outputs] = await Promise.all([
      db
        .select({
          ...runColumns(ctx, organizationId, alone),
          logBytes: runProgress.logBytes,
          datasets: sql<{ dataset: string; version: string }[] | null>`(
            select json_agg(json_build_object('dataset', d.slug, 'version', v.name)
              order by d.slug, v.position)
            from dataset_versions v join datasets d on d.id = v.dataset_id
            where v.run_id = ${runs.id} and ${there('d')})`,
        })
        .from(runs)
        .innerJoin(projects, eq(projects.id, runs.projectId))
        .leftJoin(runProgress, eq(runProgress.runId, runs.id))
        .where(eq(runs.id, id)),
      viewInputs(db, ctx, organization, id),
      viewOutputs(db, ctx, subject),
    ])
    if (!found) throw new Error('A run that was there is gone.')
    const { run, logBytes, datasets } = found
    return {
      ...runItem(found),
      command: run.command,
      commit: run.commit,
      image: run.image,
      packages: run.packages ?? [],
      params: run.params,
      exitCode: run.exitCode,
      alerts: run.alerts,
      inputs,
      outputs,
      datasets: (datasets ?? []).map(({ dataset, version }) => datasetVersionUri(dataset, version)),
      logBytes: logBytes ?? 0,
      abilities: { register: registersFrom(ctx, run, organization) },
    }
  },
})
