import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ReadDb } from '../door'
import { ProjectRef } from '../projects/find'
import { query } from '../query'
import { uuidOf } from '../tracking/ids'
import { loadTrackedRuns, type TrackedRun } from '../tracking/load'
import { weighTrackedRuns } from '../tracking/weigh'
import { uuids } from '../visibility'
import { longTextIs, numberIs, textIs, timeIs } from './compare'
import { type Found, findRows, nothing } from './found'
import {
  conditionsOf,
  experimentNumbers,
  limitOf,
  SearchInput,
  sortedBy,
  type ViewType,
  viewTypes,
} from './input'
import type { Key } from './keyset'
import { findPlace } from './place'
import { ofRuns } from './vocabularies'
import type { Condition, Kind } from './vocabulary'

/** The runs of some experiments of a project that a filter is true of, last started first unless asked else. */
export const searchRuns = query({
  action: 'run.read',
  input: ProjectRef.extend({
    ...SearchInput.shape,
    experiments: z.array(z.string()),
    view: z.enum(viewTypes).default('ACTIVE_ONLY'),
  }),
  load: (db, input, ctx) => findPlace(db, ctx, input),

  async run({ db, subject, input }): Promise<Found<TrackedRun>> {
    const { projectId } = subject
    const { filter, orderBy, view, pageToken } = input
    const limit = limitOf(input, { usual: 1000, most: 50_000 })
    const conditions = conditionsOf(filter, ofRuns)
    const { keys, joins } = orderOf(orderBy)
    const numbers = experimentNumbers(input.experiments)
    const experiments = await experimentIds(db, projectId, numbers)
    const wanted = {
      id: sql`t.run_id`,
      from: sql`tracked_runs t join experiments e on e.id = t.experiment_id ${joins}`,
      where: [isOneOf(experiments), ...ofView(view), ...conditions.map(conditionIs)],
      keys,
    }
    if (experiments.length === 0) return nothing()
    const question = ['runs', projectId, numbers, filter, orderBy, view]
    return findRows(
      db,
      wanted,
      { question, limit, pageToken },
      {
        load: (ids) =>
          loadTrackedRuns(
            db,
            ids.filter((id) => id !== null),
          ),
        weigh: (ids) => weighTrackedRuns(db, ids),
      },
    )
  },
})

/** The ids of the experiments of these numbers, as far as a project has them. */
export async function experimentIds(
  db: ReadDb,
  projectId: string | null,
  numbers: readonly number[],
): Promise<string[]> {
  if (numbers.length === 0) return []
  const { rows } = await db.execute<{ id: string }>(sql`select id from experiments
    where project_id = ${projectId} and number = any(${sql.param([...numbers])}::int[])`)
  return rows.map(({ id }) => id)
}

/** Of one alone an index has the runs in their order. */
function isOneOf(ids: readonly string[]): SQL {
  return ids.length === 1
    ? sql`t.experiment_id = ${ids[0]}`
    : sql`t.experiment_id = any(${uuids(ids)})`
}

function ofView(view: ViewType): SQL[] {
  if (view === 'ALL') return []
  return [view === 'ACTIVE_ONLY' ? sql`t.deleted_at is null` : sql`t.deleted_at is not null`]
}

const runId = sql`replace(t.run_id::text, '-', '')`
const attributes: Record<string, Omit<Key, 'descending'>> = {
  run_id: { is: sql`t.run_id`, type: 'id' },
  run_name: { is: sql`t.name`, type: 'text' },
  status: { is: sql`t.status::text`, type: 'text' },
  user_id: { is: sql`t.user_name`, type: 'text' },
  // As `rootUri` tells it.
  artifact_uri: {
    is: sql`('mlflow-artifacts:/' || e.number || '/' || ${runId} || '/artifacts')`,
    type: 'text',
  },
  start_time: { is: sql`t.start_time`, type: 'time', nullsLast: true },
  end_time: { is: sql`t.end_time`, type: 'time', nullable: true },
}

function conditionIs(condition: Condition): SQL {
  const { kind, key } = condition
  if (kind === 'metric')
    return sql`t.run_id in (select x.run_id from run_summaries x
      where x.key = ${key} and ${numberIs(sql`x.value`, condition)})`
  if (kind === 'tag') return keyIs('run_tags', condition)
  if (kind === 'parameter') return keyIs('run_params', condition)
  if (kind === 'dataset') return datasetIs(condition)
  if (key === 'run_id') return runIdIs(condition)
  const { is, type } = attributes[key] ?? { is: sql`null`, type: 'text' }
  return type === 'time' ? timeIs(is, condition) : textIs(is, condition)
}

/** A run as its tags or parameters say. */
function keyIs(table: 'run_tags' | 'run_params', condition: Condition): SQL {
  const { key, operator } = condition
  const from = sql`from ${sql.raw(table)} x where`
  const has = sql`exists (select 1 ${from} x.run_id = t.run_id and x.key = ${key})`
  if (operator === 'IS NULL') return sql`not ${has}`
  if (operator === 'IS NOT NULL') return has
  return sql`t.run_id in (select x.run_id ${from} x.organization_id = t.organization_id
    and x.key = ${key} and ${longTextIs(sql`x.value`, condition)})`
}

function datasetIs(condition: Condition): SQL {
  const columns: Record<string, SQL> = {
    name: sql`d.name`,
    digest: sql`d.digest`,
    context: sql`i.tags ->> 'mlflow.data.context'`,
  }
  return sql`t.run_id in (select i.run_id from run_inputs i
    join logged_datasets d on d.dataset_version_id = i.dataset_version_id
    where d.project_id = e.project_id and ${textIs(columns[condition.key] ?? sql`null`, condition)})`
}

/** By the id itself where one is asked for, which its index finds. */
function runIdIs(condition: Condition): SQL {
  const { operator } = condition
  const asked = 'texts' in condition ? condition.texts : 'text' in condition ? [condition.text] : []
  if (operator.endsWith('LIKE')) return textIs(runId, condition)
  const all = uuids(asked.flatMap((hex) => uuidOf(hex) ?? []))
  const isIn = operator === '=' || operator === 'IN'
  return isIn ? sql`t.run_id = any(${all})` : sql`t.run_id <> all(${all})`
}

/** What is sorted by, and what is joined for it. */
function orderOf(orderBy: readonly string[]): { keys: Key[]; joins: SQL } {
  const orderings = sortedBy(orderBy, ofRuns)
  for (const [key, descending] of [
    ['start_time', true],
    ['run_id', false],
  ] as const)
    if (!orderings.some((one) => one.kind === 'attribute' && one.key === key))
      orderings.push({ kind: 'attribute', key, descending })
  const joins: SQL[] = []
  const keys = orderings.flatMap(({ kind, key, descending }, at): Key[] => {
    const attribute = kind === 'attribute' ? attributes[key] : undefined
    if (attribute) return [{ ...attribute, descending }]
    const table = tables[kind]
    if (!table) return []
    const name = sql.raw(`o${at}`)
    joins.push(sql`left join ${sql.raw(table)} ${name}
      on ${name}.run_id = t.run_id and ${name}.key = ${key}`)
    const type = kind === 'metric' ? 'float' : 'text'
    return [{ is: sql`${name}.value`, type, descending, nullable: true }]
  })
  return { keys, joins: sql.join(joins, sql` `) }
}

const tables: Partial<Record<Kind, string>> = {
  metric: 'run_summaries',
  parameter: 'run_params',
  tag: 'run_tags',
}
