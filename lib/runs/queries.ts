import { eq, type SQL, sql } from 'drizzle-orm'
import { projects, runProgress, runs } from '@/db/schema/tables'
import { can } from '../access'
import { datasetVersionUri } from '../datasets/find'
import { there } from '../life/there'
import { paths } from '../paths'
import { personView } from '../people'
import { given, isoTime, prepared } from '../prepared'
import { query } from '../query'
import { paramValues } from '../tracking/params'
import { registersFrom } from '../versions/from-run'
import type { ActorView } from '../view'
import { sightOf } from '../visibility'
import { seesCode } from './code'
import { findRun, RunRef } from './find'
import { viewInputs } from './inputs'
import { alone, itemRow, runColumns, runItem } from './load'
import { viewOutputs } from './outputs'
import type { RunWithAbilities } from './view'

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
    const { run, logBytes, statusDetail, datasets, logged } = found
    const code = found.code && (await seesCode(db, ctx, subject)) ? found.code : null
    return {
      ...runItem(found),
      command: run.command,
      commit: run.commit,
      image: run.image,
      packages: run.packages ?? [],
      params: { ...run.params, ...paramValues(logged ?? {}) },
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
      logged: sql<Record<string, string> | null>`(select json_object_agg(l.key, l.value)
        from run_params l where l.run_id = ${runs.id})`,
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
