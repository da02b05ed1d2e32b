import { asc, eq, sql } from 'drizzle-orm'
import { runInputs, runs } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { there } from '../life/there'
import { paths } from '../paths'
import { actorView } from '../people'
import { isoTime } from '../prepared'
import { query } from '../query'
import { runUri, versionUri } from '../uri'
import { findVersion, VersionRef } from '../versions/find'
import type { ActorView } from '../view'
import { seesCode } from './code'
import { findRun, RunRef, type RunTarget } from './find'
import { visibleInputs } from './inputs'
import { problemsOf } from './reproduction-problems'
import type { Reproduction } from './reproduction-view'
import { comparedMetrics, type Summary } from './same-metrics'

const maxReproductions = 20
const maxKeys = 500

/** The exact record of a run, what is missing to follow it, and what came of following it. */
export const getReproduction = query({
  action: 'run.read',
  input: RunRef,
  load: (db, input, ctx) => findRun(db, ctx, input),
  run: ({ db, subject, ctx }) => recordOf(db, ctx, subject, subject.uri),
})

/** The same for the run that made a version. Throws not found for one that no run made. */
export const getVersionReproduction = query({
  action: 'version.read',
  input: VersionRef,
  load: (db, input, ctx) => findVersion(db, ctx, input),

  async run({ db, subject, ctx }): Promise<Reproduction> {
    const { model, version, organization } = subject
    const uri = versionUri(model.slug, version.number)
    const made = version.runId && (await runOf(db, version.runId))
    if (!made)
      throw notFound(`${uri} was made by no run that is here, so there is no record to follow.`, {
        code: 'no_run',
      })
    const target = await findRun(db, ctx, { org: organization.slug, ...made })
    return recordOf(db, ctx, target, uri)
  },
})

async function runOf(db: ReadDb, id: string) {
  const { rows } = await db.execute<{ project: string; run: number }>(sql`
    select p.slug as project, r.number as run from runs r join projects p on p.id = r.project_id
    where r.id = ${id} and ${there('p')}`)
  return rows[0]
}

async function recordOf(
  db: ReadDb,
  ctx: Ctx,
  target: RunTarget,
  uri: string,
): Promise<Reproduction> {
  const { run, project, organization } = target
  const [inputs, hasCode, reproductions] = await Promise.all([
    readInputs(db, ctx, target),
    seesCode(db, ctx, target),
    readReproductions(db, target),
  ])
  const { step, command, image, commit, definition, params } = run
  const packages = run.packages ?? []
  const seen = inputs.filter(({ isVisible }) => isVisible)
  const url = paths.runCode(organization.slug, project.slug, run.number)
  const code = run.codeSha256 && hasCode ? { sha256: run.codeSha256, url } : null
  return {
    run: run.number,
    project: project.slug,
    uri: target.uri,
    ...{ step, command, image, commit, code, definition, params, packages, reproductions },
    inputs: seen.map(({ name, uri: asked, resolved, digest }) => {
      return { name, uri: asked, resolved, digest }
    }),
    command_line: `hub reproduce ${uri}`,
    problems: problemsOf({ command, image, commit, packages, code, inputs }),
  }
}

/** Every input, with whether the caller sees it and whether it is still there to be taken. */
async function readInputs(db: ReadDb, ctx: Ctx, { run }: RunTarget) {
  return (
    db
      .select({
        name: runInputs.name,
        uri: runInputs.uri,
        resolved: runInputs.resolved,
        digest: runInputs.digest,
        kind: runInputs.kind,
        isVisible: sql<boolean>`${visibleInputs(ctx, run.organizationId)}`,
        isThere: sql<boolean>`case ${runInputs.kind}
        when 'version' then exists (select 1 from versions v join models on models.id = v.model_id
          where v.id = ${runInputs.versionId} and ${there('v', 'models')})
        when 'dataset_version' then exists (select 1 from dataset_versions dv
          join datasets d on d.id = dv.dataset_id
          where dv.id = ${runInputs.datasetVersionId} and ${there('d')})
        when 'file' then ${runInputs.datumId} is not null or exists (select 1 from run_outputs o
          join runs made on made.id = o.run_id join projects p on p.id = made.project_id
          where o.id = ${runInputs.outputId} and ${there('p')})
        else true end`,
      })
      .from(runInputs)
      // Beside another table, columns inside SQL keep their table's name.
      .innerJoin(runs, eq(runs.id, runInputs.runId))
      .where(eq(runInputs.runId, run.id))
      .orderBy(asc(runInputs.position))
  )
}

interface Followed {
  run: number
  project: string
  state: Reproduction['reproductions'][number]['state']
  createdAt: string
  by: ActorView
  original: Summary | null
  reproduced: Summary | null
}

async function readReproductions(
  db: ReadDb,
  { run }: RunTarget,
): Promise<Reproduction['reproductions']> {
  const { rows } = await db.execute<Followed & Record<string, unknown>>(sql`
    select runs.number as run, p.slug as project, runs.state,
      ${isoTime(sql`runs.created_at`)} as "createdAt",
      ${actorView(runs.createdBy, runs.tokenId)} as by,
      ${summaryOf(sql`${run.id}`)} as original, ${summaryOf(sql`runs.id`)} as reproduced
    from runs join projects p on p.id = runs.project_id
    where runs.reproduces_id = ${run.id} and ${there('p')}
    order by runs.created_at desc, runs.id desc limit ${maxReproductions}`)
  return rows.map(({ run: number, project, state, createdAt, by, original, reproduced }) => ({
    run: number,
    uri: runUri(project, number),
    ...{ state, createdAt, by },
    metrics: comparedMetrics(original ?? {}, reproduced ?? {}),
  }))
}

const summaryOf = (id: ReturnType<typeof sql>) => sql`(
  select json_object_agg(s.key, s.value order by s.key) from (
    select key, value from run_summaries where run_id = ${id} and value is not null
    order by key limit ${maxKeys}) s)`
