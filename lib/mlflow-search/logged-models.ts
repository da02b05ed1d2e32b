import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { invalid } from '../errors'
import { type LoadedModel, loadLoggedModels } from '../logged-models/load'
import { weighLoggedModels } from '../logged-models/weigh'
import { ProjectRef } from '../projects/find'
import { query } from '../query'
import { allOf, numberIs, textIs, timeIs } from './compare'
import { type Found, findRows, nothing } from './found'
import { conditionsOf, experimentNumbers, limitOf, SearchInput } from './input'
import type { Key } from './keyset'
import { findPlace } from './place'
import { experimentIds } from './runs'
import { ofLoggedModels } from './vocabularies'
import { type Condition, meaningOf } from './vocabulary'

/** A dataset that metrics are to be of; of any digest where none is given. */
const Dataset = z.object({ name: z.string(), digest: z.string().optional() })
type Dataset = z.output<typeof Dataset>

const Sorting = z.object({
  field: z.string(),
  ascending: z.boolean().default(true),
  dataset: Dataset.optional(),
})
type Sorting = z.output<typeof Sorting>

/** The models that runs of some experiments logged and a filter is true of, newest first unless asked else. */
export const searchLoggedModels = query({
  action: 'logged_model.read',
  input: ProjectRef.extend({
    ...SearchInput.omit({ orderBy: true }).shape,
    experiments: z.array(z.string()),
    datasets: z.array(Dataset).max(100).default([]),
    orderBy: z.array(Sorting).max(20).default([]),
  }),
  load: (db, input, ctx) => findPlace(db, ctx, input),

  async run({ db, subject, input, ctx }): Promise<Found<LoadedModel>> {
    const { projectId, organization } = subject
    const { filter, orderBy, datasets, pageToken } = input
    const limit = limitOf(input, { usual: 100, most: 50_000 })
    const conditions = conditionsOf(filter, ofLoggedModels)
    const { keys, joins } = orderOf(orderBy)
    const numbers = experimentNumbers(input.experiments)
    const experiments = await experimentIds(db, projectId, numbers)
    if (experiments.length === 0) return nothing()
    const isOfMetrics = conditions.some(({ kind }) => kind === 'metric')
    const wanted = {
      id: sql`l.id`,
      from: sql`logged_models l ${joins}`,
      where: [
        experiments.length === 1
          ? sql`l.experiment_id = ${experiments[0]}`
          : sql`l.experiment_id = any(${sql.param(experiments)}::uuid[])`,
        sql`l.deleted_at is null`,
        ...conditions.map((condition) => conditionIs(condition, datasets)),
        ...(datasets.length > 0 && !isOfMetrics ? [hasMetric(sql`true`, datasets)] : []),
      ],
      keys,
    }
    const question = ['logged models', projectId, numbers, filter, orderBy, datasets]
    const { organizationId } = organization
    return findRows(
      db,
      wanted,
      { question, limit, pageToken },
      {
        load: (ids) =>
          loadLoggedModels(
            db,
            ctx,
            organizationId,
            ids.filter((id) => id !== null),
          ),
        weigh: (ids) => weighLoggedModels(db, ids),
      },
    )
  },
})

const hex = (id: SQL) => sql`replace(${id}::text, '-', '')`
const attributes: Record<string, Omit<Key, 'descending'>> = {
  name: { is: sql`l.name`, type: 'text' },
  model_id: { is: sql`('m-' || ${hex(sql`l.id`)})`, type: 'text' },
  model_type: { is: sql`l.model_type`, type: 'text' },
  status: { is: sql`l.status::text`, type: 'text' },
  source_run_id: { is: hex(sql`l.run_id`), type: 'text', nullable: true },
  created: { is: sql`l.created_at`, type: 'time', nullsLast: true },
  updated: { is: sql`l.updated_at`, type: 'time' },
}

function conditionIs(condition: Condition, datasets: readonly Dataset[]): SQL {
  const { kind, key, operator } = condition
  if (kind === 'metric')
    return hasMetric(sql`x.key = ${key} and ${numberIs(sql`x.value`, condition)}`, datasets)
  if (kind === 'tag' || kind === 'parameter') {
    const value = sql`(${kind === 'tag' ? sql`l.tags` : sql`l.params`} ->> ${key}::text)`
    if (operator === 'IS NULL' || operator === 'IS NOT NULL')
      return operator === 'IS NULL' ? sql`${value} is null` : sql`${value} is not null`
    return textIs(value, condition)
  }
  const { is, type } = attributes[key] ?? { is: sql`null`, type: 'text' }
  if (type === 'time') return timeIs(is, condition)
  return textIs(is, key === 'status' ? withoutPrefix(condition) : condition)
}

/** A status as the answer says it is the same. */
function withoutPrefix(condition: Condition): Condition {
  const bare = (text: string) => text.replace(/^LOGGED_MODEL_/, '')
  if ('text' in condition) return { ...condition, text: bare(condition.text) }
  return 'texts' in condition ? { ...condition, texts: condition.texts.map(bare) } : condition
}

function hasMetric(is: SQL, datasets: readonly Dataset[]): SQL {
  const one = datasets.map((dataset) => isOn(sql`x`, dataset))
  const on = one.length > 0 ? sql`(${sql.join(one, sql` or `)})` : sql`true`
  return sql`l.id in (select x.model_id from logged_model_metrics x where ${is} and ${on})`
}

const isOn = (row: SQL, { name, digest }: Dataset) =>
  allOf([
    sql`${row}.dataset_name = ${name}`,
    ...(digest ? [sql`${row}.dataset_digest = ${digest}`] : []),
  ])

/** By attributes, and by the metric of a name that was last reported. */
function orderOf(orderBy: readonly Sorting[]): { keys: Key[]; joins: SQL } {
  const joins: SQL[] = []
  const seen = new Set<string>()
  const keys = orderBy.flatMap(({ field, ascending, dataset }, at): Key[] => {
    const dot = field.indexOf('.')
    const name = { entity: dot < 0 ? null : field.slice(0, dot), key: field.slice(dot + 1).trim() }
    if (name.entity !== null && name.entity !== 'metrics')
      throw invalid(`Invalid order by field name: ${field}. Only metrics are supported.`)
    const { kind, key } = meaningOf(name, ofLoggedModels)
    const token = JSON.stringify([kind, key, dataset])
    if (seen.has(token)) throw invalid(`\`order_by\` contains duplicate fields: ${field}`)
    seen.add(token)
    const attribute = kind === 'attribute' ? attributes[key] : undefined
    if (attribute) return [{ ...attribute, descending: !ascending }]
    const table = sql.raw(`o${at}`)
    joins.push(sql`left join lateral (select x.value from logged_model_metrics x
      where x.model_id = l.id and x.key = ${key} and ${dataset ? isOn(sql`x`, dataset) : sql`true`}
      order by x.time desc, x.step desc, x.run_id limit 1) ${table} on true`)
    return [{ is: sql`${table}.value`, type: 'float', descending: !ascending, nullable: true }]
  })
  const tied: Key[] = [
    { is: sql`l.created_at`, type: 'time', descending: true, nullsLast: true },
    { is: sql`l.id`, type: 'id', descending: false },
  ]
  return { keys: [...keys, ...tied], joins: sql.join(joins, sql` `) }
}
