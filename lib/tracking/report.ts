import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { can } from '../access'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { AppError, invalid, notFound } from '../errors'
import { ingest } from '../ingest'
import { keptPlan } from '../prepared'
import { storable } from '../storable'
import { uuids } from '../visibility'
import { findTrackedRun, requireActive, TrackedRunRef, type TrackedRunTarget } from './find'
import { hexOf, loggedModelRef, uuidOf } from './ids'
import { instantOf } from './load'
import {
  KeyValue,
  LoggedMetric,
  lastMs,
  maxParam,
  maxTag,
  maxTogether,
  nameTag,
  parentTag,
  perBatch,
} from './logged'
import { checkKey, cut } from './names'
import { tagText } from './source'

const maxKeys = 10_000
const maxPoints = 5_000_000

const Report = TrackedRunRef.extend({
  metrics: z.array(LoggedMetric).default([]),
  params: z.array(KeyValue).default([]),
  tags: z.array(KeyValue).default([]),
  single: z.boolean().default(false).describe('One thing alone, not a list with one in it'),
})
type Report = z.output<typeof Report>

/**
 * Keeps what an MLflow client logs of a run, all of it or nothing: metrics as a set of points, parameters that
 * never change, tags that the last one sets. A run that has ended takes more, as MLflow has it; no version
 * changes by that.
 */
export const reportRun = ingest({
  action: 'run.report',
  input: Report,
  load: (tx, input, ctx) => findTrackedRun(tx, ctx, input),

  async run({ tx, subject, input, ctx }) {
    requireActive(subject)
    const report = checked(input)
    const own = report.metrics.some(({ modelId }) => modelId)
      ? await ownModels(tx, ctx, subject, report)
      : null
    const { clashes, points, paramBytes, tagBytes, ...keys }: Kept = await keep(
      tx,
      ctx,
      subject,
      report,
      own,
    )
    if (clashes.length > 0) throw changedParam(subject, input, clashes)
    if (points > maxPoints)
      throw new AppError(
        'too_large',
        'A metric of a run keeps at most 5 million values, and these would make more. Log less often.',
      )
    for (const [what, count] of Object.entries(keys))
      if (count > maxKeys)
        throw invalid(`A run has at most ${maxKeys} ${what}, and these would make more.`)
    if (Math.max(paramBytes, tagBytes) > maxTogether)
      throw invalid(
        `The params of a run, and its tags, take at most ${maxTogether} bytes together, and these would make more. Log what is large as an artifact.`,
      )
    return null
  },
})

/** What was sent, as it will be kept. Throws invalid for what MLflow refuses. */
function checked({ metrics, params, tags, single }: Report) {
  const at = (list: string, index: number) => (single ? '' : `${list}[${index}].`)
  for (const [index, { key, time, value }] of metrics.entries()) {
    checkKey(key, `${at('metrics', index)}name`, 'Metric name')
    if (time < 0)
      throw invalid(
        `Invalid value ${time} for parameter '${at('metrics', index)}timestamp' supplied: metric '${key}' (value=${value}). Timestamp must be a nonnegative long (64-bit integer) `,
      )
    if (time > lastMs)
      throw invalid(
        `Invalid value ${time} for parameter '${at('metrics', index)}timestamp' supplied: metric '${key}' (value=${value}). Timestamp must be in milliseconds since 1970, before the year 10000.`,
      )
  }
  for (const [index, { key }] of params.entries())
    checkKey(key, `${at('params', index)}key`, 'Param key')
  for (const [index, { key }] of tags.entries()) checkKey(key, `${at('tags', index)}key`)
  requireFew('metrics', perBatch.metrics, metrics.length)
  requireFew('params', perBatch.params, params.length)
  requireFew('tags', perBatch.tags, tags.length)
  requireFew(
    'metrics, params, and tags',
    perBatch.all,
    metrics.length + params.length + tags.length,
  )
  requireDistinct(params)
  if (!storable([params, tags, metrics]))
    throw invalid('A text in it holds a NUL or a character that is no Unicode.')
  return {
    metrics: metrics.map(({ value, ...metric }) => ({ ...metric, value: kept(value) })),
    params: params.map(({ key, value }) => ({ key, value: cut(value, maxParam) })),
    // An empty name is none: the run keeps the one that it has.
    tags: tags
      .filter(({ key, value }) => key !== nameTag || value !== '')
      .map(({ key, value }) => ({ key, value: cut(tagText(key, value), maxTag) })),
  }
}

type Checked = ReturnType<typeof checked>

/** MLflow keeps the infinities as the largest numbers there are. */
function kept(value: number): number | 'NaN' {
  if (Number.isNaN(value)) return 'NaN'
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE)
}

function requireFew(what: string, most: number, count: number): void {
  if (count > most)
    throw invalid(
      `A batch logging request can contain at most ${most} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`,
    )
}

function requireDistinct(params: readonly KeyValue[]): void {
  const keys = params.map(({ key }) => key)
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index)
  if (twice.length > 0)
    throw invalid(
      `Duplicate parameter keys have been submitted: ${listed(twice)}. Please ensure the request contains only one param value per param key.`,
    )
}

interface Clash {
  key: string
  old: string
  new: string
}

function changedParam({ run }: TrackedRunTarget, { single }: Report, clashes: Clash[]): AppError {
  const id = hexOf(run.id)
  const [first] = clashes
  if (single && first)
    return invalid(
      `Changing param values is not allowed. Param with key='${first.key}' was already logged with value='${first.old}' for run ID='${id}'. Attempted logging new value '${first.new}'.`,
    )
  const params = clashes.map(
    (clash) => `{'key': '${clash.key}', 'old_value': '${clash.old}', 'new_value': '${clash.new}'}`,
  )
  return invalid(
    `Changing param values is not allowed. Params were already logged='[${params.join(', ')}]' for run ID='${id}'.`,
  )
}

const listed = (words: readonly string[]) => `[${words.map((word) => `'${word}'`).join(', ')}]`

/**
 * Which of the candidates that were measured are the caller's own: only for these does what is measured stay
 * with the candidate, since it speaks for it when it is registered. Of another's it is kept with the run alone.
 * Throws not found for a candidate that is not in the project.
 */
async function ownModels(tx: Tx, ctx: Ctx, target: TrackedRunTarget, { metrics }: Checked) {
  const ids = [...new Set(metrics.flatMap(({ modelId }) => modelId ?? []))]
  const { rows } = await tx.execute<{ id: string; owner: string }>(sql`
    select m.id, m.created_by as owner from logged_models m
    join experiments e on e.id = m.experiment_id and e.project_id = ${target.project.id}
    where m.id = any(${uuids(ids)}) and m.deleted_at is null`)
  const missing = ids.find((id) => !rows.some((row) => row.id === id))
  if (missing) throw notFound(`Logged model with ID '${loggedModelRef(missing)}' not found.`)
  const isOwn = ({ owner }: { owner: string }) =>
    can(ctx, 'logged_model.report', { ...target.access, ownerId: owner }).ok
  return new Set(rows.filter(isOwn).map(({ id }) => id))
}

/**
 * One statement for all that was sent: the parts that hold nothing are left out of it. Answers the parameters
 * that have another value already, and what must not grow without end.
 */
async function keep(
  tx: Tx,
  ctx: Ctx,
  { run }: TrackedRunTarget,
  report: Checked,
  own: Set<string> | null,
): Promise<Kept> {
  const { metrics, params, tags } = report
  const [id, organization] = [sql`${run.id}::uuid`, sql`${run.organizationId}::uuid`]
  const measured = metrics.filter(({ modelId }) => modelId !== undefined && own?.has(modelId))
  const parts: (SQL | false)[] = [
    // Clients send no sign of life; an index is on it, so it is noted once a minute.
    sql`alive as (update run_progress set heartbeat_at = ${ctx.now().toISOString()}::timestamptz
      where run_id = ${id}
        and heartbeat_at < ${ctx.now().toISOString()}::timestamptz - interval '1 minute')`,
    params.length > 0 && keepParams(id, organization, params),
    metrics.length > 0 && keepMetrics(id, metrics),
    measured.length > 0 && keepMeasured(id, measured),
    tags.length > 0 && keepTags(id, organization, run.projectId, tags),
  ]
  const found = [
    params.length > 0
      ? sql`coalesce((select json_agg(json_build_object('key', i.key, 'old', p.value, 'new', i.value))
          from new_params i join kept_params p on p.key = i.key where p.value <> i.value), '[]') as clashes`
      : sql`'[]'::json as clashes`,
    metrics.length > 0
      ? sql`coalesce((select max(points) from latest), 0)::float8 as points`
      : sql`0::float8 as points`,
    sql`${params.length > 0 ? keysOf(id, 'run_params', 'kept_params') : sql`0`} as params`,
    sql`${metrics.length > 0 ? keysOf(id, 'run_summaries', 'latest') : sql`0`} as metrics`,
    sql`${tags.length > 0 ? keysOf(id, 'run_tags', 'kept_tags') : sql`0`} as tags`,
    sql`${params.length > 0 ? bytesOf(id, 'run_params', 'kept_params') : sql`0::float8`} as "paramBytes"`,
    sql`${tags.length > 0 ? bytesOf(id, 'run_tags', 'kept_tags') : sql`0::float8`} as "tagBytes"`,
  ]
  // Of many rows, the plan for those at hand is worth what planning takes.
  const isLittle = metrics.length + params.length + tags.length <= 20
  const { rows } = await tx.execute<Kept & Record<string, unknown>>(
    sql`with ${sql.join(
      parts.filter((part) => part !== false),
      sql`, `,
    )} select ${sql.join(found, sql`, `)} ${isLittle ? keptPlan : sql``}`,
  )
  const [row] = rows
  if (!row) throw new Error('Nothing was answered.')
  return row
}

interface Kept {
  clashes: Clash[]
  /** Of the longest of the metrics that were added to. */
  points: number
  metrics: number
  params: number
  tags: number
  paramBytes: number
  tagBytes: number
}

/** How many keys a run has by now, counted where there are new ones among them. */
function keysOf(id: SQL, table: 'run_params' | 'run_summaries' | 'run_tags', kept: string): SQL {
  const [held, added] = [sql.identifier(table), sql.identifier(kept)]
  return sql`coalesce((select case when bool_or(is_new)
      then (select count(*) from ${held} where run_id = ${id}) + count(*) filter (where is_new)
      else 0 end from ${added}), 0)::int`
}

/** How many bytes the values of a run take by now. */
function bytesOf(id: SQL, table: 'run_params' | 'run_tags', kept: string): SQL {
  const [held, added] = [sql.identifier(table), sql.identifier(kept)]
  return sql`(coalesce((select sum(octet_length(value)) from ${added}), 0)
    + coalesce((select sum(octet_length(h.value)) from ${held} h
      where h.run_id = ${id} and not exists (select 1 from ${added} k where k.key = h.key)), 0))::float8`
}

/** One that is there is written again as it is: only so does PostgreSQL tell what another call just wrote. */
function keepParams(id: SQL, organization: SQL, params: readonly KeyValue[]): SQL {
  return sql`new_params as (
      select key, value from json_to_recordset(${JSON.stringify(params)}::json) as p(key text, value text)
    ), kept_params as (
      insert into run_params as held (run_id, organization_id, key, value)
      select ${id}, ${organization}, key, value from new_params order by key
      on conflict (run_id, key) do update set value = held.value
      returning key, value, xmax = 0 as is_new
    )`
}

/** Points that are not there yet, and of each key the latest: by step, then time, then value. */
function keepMetrics(id: SQL, metrics: Checked['metrics']): SQL {
  const isLater = sql`(excluded.step, excluded.time, excluded.value)
    > (coalesce(s.step, '-Infinity'), s.time, coalesce(s.value, '-Infinity'))`
  return sql`new_points as (
      select key, ${instantOf(sql`time`)} as time, step, value, place
      from rows from (json_to_recordset(${JSON.stringify(metrics.map(pointOf))}::json)
          as (key text, time float8, step float8, value float8))
        with ordinality as p(key, time, step, value, place)
    ), points as (
      insert into run_metrics (run_id, key, time, step, value, once)
      select ${id}, key, time, step, value, true from new_points order by key, place
      on conflict (run_id, key, time, step, value) where once do nothing
      returning key, time, step, value
    ), latest as (
      insert into run_summaries as s (run_id, key, step, time, value, points)
      select distinct on (key) ${id}, key, step, time, value, count(*) over (partition by key)
      from points order by key, step desc, time desc, value desc
      on conflict (run_id, key) do update set points = s.points + excluded.points,
        step = case when ${isLater} then excluded.step else s.step end,
        time = case when ${isLater} then excluded.time else s.time end,
        value = case when ${isLater} then excluded.value else s.value end,
        word = case when ${isLater} then null else s.word end
      returning points, xmax = 0 as is_new
    )`
}

const pointOf = ({ key, time, step, value }: Checked['metrics'][number]) => ({
  key,
  time,
  step,
  value,
})

/** The latest of each candidate, metric and dataset. */
function keepMeasured(id: SQL, measured: Checked['metrics']): SQL {
  const rows = measured.map((metric) => ({
    ...pointOf(metric),
    model: metric.modelId,
    dataset: metric.datasetName,
    digest: metric.datasetDigest,
  }))
  const isLater = sql`(excluded.step, excluded.time, excluded.value) > (s.step, s.time, s.value)`
  return sql`measured as (
      insert into logged_model_metrics as s (model_id, key, dataset_name, dataset_digest, step, time,
        value, run_id)
      select distinct on (model, key, dataset, digest) model, key, dataset, digest, step,
        ${instantOf(sql`time`)}, value, ${id}
      from json_to_recordset(${JSON.stringify(rows)}::json) as m(model uuid, key text, dataset text,
        digest text, time float8, step float8, value float8)
      order by model, key, dataset, digest, step desc, time desc, value desc
      on conflict (model_id, key, dataset_name, dataset_digest) do update set step = excluded.step,
        time = excluded.time, value = excluded.value, run_id = excluded.run_id
      where ${isLater}
    )`
}

/** Of tags of one key the last one holds. The name and the parent of a run are tags, too; in itself none is nested. */
function keepTags(id: SQL, organization: SQL, projectId: string, tags: readonly KeyValue[]): SQL {
  const last = [...new Map(tags.map(({ key, value }) => [key, value]))]
  const rows = last.map(([key, value]) => ({ key, value }))
  const name = tags.findLast(({ key }) => key === nameTag)?.value
  const parent = tags.findLast(({ key }) => key === parentTag)?.value
  const set = [
    name !== undefined && sql`name = ${name}`,
    parent !== undefined &&
      sql`parent_id = (select r.id from runs r where r.id = ${uuidOf(parent)}::uuid
        and r.project_id = ${projectId} and ${id} not in (
          with recursive above(run_id) as (
            select r.id union
            select t.parent_id from above a join tracked_runs t on t.run_id = a.run_id
              where t.parent_id is not null)
          select run_id from above))`,
  ].filter((part): part is SQL => part !== false)
  const renamed = sql`, renamed as (
    update tracked_runs set ${sql.join(set, sql`, `)} where run_id = ${id})`
  return sql`kept_tags as (
      insert into run_tags (run_id, organization_id, key, value)
      select ${id}, ${organization}, key, value
      from json_to_recordset(${JSON.stringify(rows)}::json) as t(key text, value text) order by key
      on conflict (run_id, key) do update set value = excluded.value
      returning key, value, xmax = 0 as is_new
    )${set.length > 0 ? renamed : sql``}`
}
