import { and, desc, eq, lt, ne, type SQL, sql } from 'drizzle-orm'
import { projects, runProgress, runs } from '@/db/schema/tables'
import { can } from '../access'
import { datasetVersionUri } from '../datasets/find'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { decodeCursor, NumberCursor, page, TimeCursor } from '../page'
import { paths } from '../paths'
import { personView } from '../people'
import { given, isoTime, prepared } from '../prepared'
import { query } from '../query'
import { idOfSlug } from '../slugs'
import { registersFrom } from '../versions/from-run'
import { type ActorView, OrganizationRef, PageInput, Slug } from '../view'
import { sightOf } from '../visibility'
import { findRun, RunRef } from './find'
import { viewInputs } from './inputs'
import { alone, inLists, itemRow, runColumns, runItem } from './load'
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
    const below = project === undefined ? null : decodeCursor(input.cursor, NumberCursor)
    const rows = await newestFirst(db, {
      project: project !== undefined,
      state: state !== undefined,
      after: after !== null || below !== null,
    }).execute({
      ...sightOf(ctx, organizationId),
      organizationId,
      project,
      state,
      at: after?.[0],
      id: after?.[1],
      number: below?.[0],
      limit: limit + 1,
    })
    return page(rows, limit, runItem, ({ run }) =>
      project === undefined ? [run.createdAt, run.id] : [run.number],
    )
  },
})

interface Narrowed {
  project: boolean
  state: boolean
  after: boolean
}

const newestFirst = prepared((db, { project, state, after }: Narrowed) => {
  const below = project
    ? lt(runs.number, given('number'))
    : sql`(${runs.createdAt}, ${runs.id}) < (${given('at')}::timestamptz, ${given('id')}::uuid)`
  return db
    .select({ run: itemRow, ...runColumns(inLists) })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .where(
      and(
        eq(runs.organizationId, given('organizationId')),
        project
          ? sql`${runs.projectId} = ${idOfSlug('project', given('organizationId'), given('project'))}`
          : undefined,
        project ? ne(projects.life, 'deleted') : eq(projects.life, 'live'),
        state ? eq(runs.state, given('state')) : undefined,
        after ? below : undefined,
      ),
    )
    .orderBy(...(project ? [desc(runs.number)] : [desc(runs.createdAt), desc(runs.id)]))
    .limit(given('limit'))
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
      whole(db, {}).execute({ ...sightOf(ctx, organizationId), id }),
      viewInputs(db, ctx, organization, id),
      viewOutputs(db, ctx, subject),
    ])
    if (!found) throw new Error('A run that was there is gone.')
    const { run, logBytes, statusDetail, datasets, code } = found
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
      statusDetail,
      stop: run.stopAt === null ? null : { by: run.stopBy, at: run.stopAt },
      code: code && {
        ...code,
        url: paths.runCode(organization.slug, subject.project.slug, run.number),
      },
      abilities: {
        register: registersFrom(ctx, subject.run, organization),
        stop: can(ctx, 'run.stop', subject.access),
        update: can(ctx, 'run.update', subject.access),
      },
    }
  },
})

const whole = prepared((db, _: object) =>
  db
    .select({
      run: {
        ...itemRow,
        command: runs.command,
        commit: runs.commit,
        image: runs.image,
        packages: runs.packages,
        params: runs.params,
        exitCode: runs.exitCode,
        alerts: runs.alerts,
        stopAt: isoTime(sql`runs.stop_requested_at`) as SQL<string | null>,
        stopBy: personView(runs.stopRequestedBy) as SQL<ActorView | null>,
      },
      ...runColumns(alone),
      logBytes: runProgress.logBytes,
      statusDetail: runProgress.statusDetail,
      code: sql<{ sha256: string; size: number } | null>`(
        select json_build_object('sha256', b.sha256, 'size', b.size)
        from blobs b where b.sha256 = ${runs.codeSha256})`,
      datasets: sql<{ dataset: string; version: string }[] | null>`(
        select json_agg(json_build_object('dataset', d.slug, 'version', v.name)
          order by d.slug, v.position)
        from dataset_versions v join datasets d on d.id = v.dataset_id
        where v.run_id = ${runs.id} and ${there('d')})`,
    })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .leftJoin(runProgress, eq(runProgress.runId, runs.id))
    .where(eq(runs.id, given('id'))),
)
