import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { experiments, projects } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { command, type Outcome } from '../command'
import type { Operation, Tx } from '../door'
import { forbidden, invalid, notFound } from '../errors'
import { defaultExperiment, requireActive } from '../experiments/find'
import { ensureExperiments } from '../experiments/project'
import { ExperimentRef } from '../experiments/view'
import { requireLive } from '../life/state'
import { findOrganization } from '../organizations/find'
import { given, prepared } from '../prepared'
import { findProject, projectTarget } from '../projects/find'
import { runEvent } from '../runs/find'
import { idOfSlug } from '../slugs'
import { storable } from '../storable'
import { uuidOf } from './ids'
import { instantOf, type TrackedRun } from './load'
import { EpochMs, KeyValue, maxTag, maxTogether, nameTag, parentTag } from './logged'
import { checkKey, cut } from './names'
import { generatedName } from './run-names'
import { sourceOf, tagText } from './source'

/** Clients of MLflow send no sign of life: a day without a word is what an epoch may take. */
export const patienceMinutes = 24 * 60

const NewTrackedRun = ExperimentRef.extend({
  name: z.string().default(''),
  userName: z.string().default(''),
  startTime: EpochMs.optional(),
  tags: z.array(KeyValue).max(1000, 'At most 1000 tags.').default([]),
})

/**
 * Starts a run as an MLflow client asks for it: a run of ours with the next number of the project, and beside
 * it what only MLflow knows. `Default` is made where nothing was tracked yet.
 */
export const createTrackedRun: Operation<typeof NewTrackedRun, TrackedRun> = Object.assign(
  async (ctx: Ctx, input: z.input<typeof NewTrackedRun>) => {
    if (input.experiment === defaultExperiment) await ensureExperiments(ctx, input)
    return create(ctx, input)
  },
  { action: 'run.create' as const, input: NewTrackedRun },
)

const create = command({
  action: 'run.create',
  input: NewTrackedRun,
  load: lockPlace,

  async run({ tx, subject, input, ctx }): Promise<Outcome<TrackedRun>> {
    const createdBy = personBehind(ctx.actor)
    if (!createdBy) throw forbidden('A run is started by a person, or by a token of one.')
    const { project, experiment } = subject
    requireLive(`The project ${project.slug}`, project)
    requireActive(experiment)
    const { name, tags } = namedBy(input)
    const id = ctx.newId()
    const at = ctx.now()
    const startTime = input.startTime ?? at.getTime()
    const source = sourceOf(tags)
    const userName = cut(input.userName, 256)
    const row = {
      ...{ id, userName, name, ...source },
      organizationId: project.organizationId,
      createdBy,
      tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
      at: at.toISOString(),
      startTime,
      parent: uuidOf(tags.get(parentTag) ?? ''),
      tags: [...tags].map(([key, value]) => ({ key, value })),
    }
    const number = await insertRun(tx, row, { project: project.id, experiment: experiment.id })
    const after = {
      ...{ run: number, experiment: experiment.number, name },
      ...(source.step && { step: source.step }),
      ...(source.commit && { commit: source.commit.id }),
      ...(source.image && { image: source.image }),
    }
    const event = runEvent(project, { id, number, organizationId: project.organizationId })
    return {
      result: {
        ...{ id, name, userName, startTime },
        experiment: experiment.number,
        status: 'RUNNING',
        endTime: null,
        isDeleted: false,
        metrics: [],
        params: {},
        tags: Object.fromEntries([...tags].sort(([one], [other]) => (one < other ? -1 : 1))),
        datasets: [],
        models: [],
      },
      change: { before: null, after, subject: event },
    }
  },
})

/** The project, locked since it counts its runs, and the experiment, which nobody deletes meanwhile. */
async function lockPlace(tx: Tx, input: z.output<typeof NewTrackedRun>, ctx: Ctx) {
  const { organization } = findOrganization(ctx, input.org)
  const { organizationId } = organization
  const { project: slug, experiment: number } = input
  const [found] = await place(tx, {}).execute({ organizationId, project: slug, number })
  if (found) return { ...projectTarget(organization, found.project), experiment: found.experiment }
  await findProject(tx, ctx, input)
  throw notFound(`No Experiment with id=${number} exists`)
}

const place = prepared(
  (db, _: object) =>
    db
      .select({ project: projects, experiment: experiments })
      .from(projects)
      .innerJoin(experiments, eq(experiments.projectId, projects.id))
      .where(
        and(
          sql`${projects.id} = ${idOfSlug('project', given('organizationId'), given('project'))}`,
          ne(projects.life, 'deleted'),
          eq(experiments.number, given('number')),
        ),
      )
      // Rows that point at either are inserted all the while; this lock does not stop them.
      .for('no key update', { of: [projects, experiments] }),
  { finds: true },
)

/** The name and the tags of a new run: one of them is the other. Throws invalid where they are at odds. */
function namedBy(input: z.output<typeof NewTrackedRun>) {
  if (!storable([input.name, input.userName, input.tags]))
    throw invalid('A text in it holds a NUL or a character that is no Unicode.')
  const tags = new Map<string, string>()
  for (const [index, { key, value }] of input.tags.entries()) {
    checkKey(key, `tags[${index}].key`)
    tags.set(key, cut(tagText(key, value), maxTag))
  }
  const bytes = [...tags.values()].reduce((sum, value) => sum + Buffer.byteLength(value), 0)
  if (bytes > maxTogether)
    throw invalid(
      `The tags of a run take at most ${maxTogether} bytes together. Log what is large as an artifact.`,
    )
  const tagged = tags.get(nameTag)
  const asked = cut(input.name, maxTag)
  if (asked && tagged && asked !== tagged)
    throw invalid(
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${asked}', mlflow.runName='${tagged}').`,
    )
  const name = asked || tagged || generatedName()
  tags.set(nameTag, name)
  return { name, tags }
}

interface Row {
  id: string
  tags: KeyValue[]
  parent: string | null
  startTime: number
  at: string
  [column: string]: unknown
}

/** The run and all that is beside it, in one statement. Answers its number. */
async function insertRun(
  tx: Tx,
  row: Row,
  { project, experiment }: { project: string; experiment: string },
): Promise<number> {
  const { rows } = await tx.execute<{ number: number }>(sql`
    with r as (
      select * from json_to_record(${JSON.stringify(row)}::json) as r(id uuid, "organizationId" uuid,
        "createdBy" uuid, "tokenId" uuid, at timestamptz, "startTime" float8, name text, "userName" text,
        step text, command text, commit jsonb, image text, parent uuid, tags json)
    ), counted as (
      update projects set run_count = run_count + 1 where id = ${project} returning run_count
    ), made as (
      insert into runs (id, organization_id, project_id, number, step, command, state, "commit", image,
        params, created_by, token_id, created_at)
      select id, "organizationId", ${project}, counted.run_count, step, command, 'running',
        case when jsonb_typeof(commit) = 'object' then commit end, image, '{}', "createdBy", "tokenId", at
      from r, counted returning number
    ), progress as (
      insert into run_progress (run_id, heartbeat_at, patience_minutes)
      select id, at, ${patienceMinutes} from r
    ), tracked as (
      insert into tracked_runs (run_id, organization_id, experiment_id, name, user_name, status,
        start_time, parent_id)
      select id, "organizationId", ${experiment}, name, "userName", 'RUNNING',
        ${instantOf(sql`"startTime"`)},
        (select p.id from runs p where p.id = r.parent and p.project_id = ${project})
      from r
    ), tagged as (
      insert into run_tags (run_id, organization_id, key, value)
      select r.id, r."organizationId", t.key, t.value
      from r, json_to_recordset(r.tags) as t(key text, value text)
    )
    select number from made`)
  const [made] = rows
  if (!made) throw new Error('The run was not inserted.')
  return made.number
}
