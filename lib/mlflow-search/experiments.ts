import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { invalid } from '../errors'
import { type LoadedExperiment, loadExperiments, untouched } from '../experiments/load'
import { ProjectRef } from '../projects/find'
import { query } from '../query'
import { countIs, textIs, timeIs } from './compare'
import { type Found, findRows } from './found'
import {
  conditionsOf,
  experimentNumber,
  limitOf,
  SearchInput,
  sortedBy,
  type ViewType,
  viewTypes,
} from './input'
import type { Key } from './keyset'
import { findPlace } from './place'
import { ofExperiments } from './vocabularies'
import type { Condition } from './vocabulary'

/** The experiments of a project that a filter is true of, newest first unless another order is asked for. */
export const searchExperiments = query({
  action: 'experiment.read',
  input: ProjectRef.extend({
    ...SearchInput.shape,
    view: z.enum(viewTypes).default('ACTIVE_ONLY'),
  }),
  load: (db, input, ctx) => findPlace(db, ctx, input),

  run({ db, subject, input }): Promise<Found<LoadedExperiment>> {
    const { projectId } = subject
    const { filter, orderBy, view, pageToken } = input
    const limit = limitOf(input, { usual: 1000, most: 50_000 })
    const conditions = conditionsOf(filter, ofExperiments)
    const wanted = {
      id: sql`e.id`,
      from: experimentsOf(projectId),
      where: [...ofView(view), ...conditions.map(conditionIs)],
      keys: keysOf(orderBy),
    }
    const question = ['experiments', projectId, filter, orderBy, view]
    return findRows(
      db,
      wanted,
      { question, limit, pageToken },
      {
        async load(ids) {
          const loaded = await loadExperiments(
            db,
            ids.filter((id) => id !== null),
          )
          const at = ids.indexOf(null)
          return at < 0 ? loaded : loaded.toSpliced(at, 0, untouched)
        },
      },
    )
  },
})

/** The experiments of a project, `e`, and the one that every project has before it is written. */
function experimentsOf(projectId: string | null): SQL {
  const ofProject = sql`from experiments where project_id = ${projectId}`
  const { number, name } = untouched
  return sql`(select id, number, name, created_at, updated_at, deleted_at ${ofProject}
    union all select null, ${number}, ${name}, 'epoch', 'epoch', null
    where not exists (select 1 ${ofProject} and number = ${number})) e`
}

function ofView(view: ViewType): SQL[] {
  if (view === 'ALL') return []
  return [view === 'ACTIVE_ONLY' ? sql`e.deleted_at is null` : sql`e.deleted_at is not null`]
}

function conditionIs(condition: Condition): SQL {
  const { kind, key, operator } = condition
  if (kind === 'attribute') return attributeIs(key, condition)
  const tag = (is: SQL) => sql`exists (select 1 from experiment_tags x
    where x.experiment_id = e.id and x.key = ${key} and ${is})`
  if (operator === 'IS NULL') return sql`not ${tag(sql`true`)}`
  if (operator === 'IS NOT NULL') return tag(sql`true`)
  return tag(textIs(sql`x.value`, condition))
}

function attributeIs(key: string, condition: Condition): SQL {
  if (key === 'name') return textIs(sql`e.name`, condition)
  if (key === 'creation_time') return timeIs(sql`e.created_at`, condition)
  if (key === 'last_update_time') return timeIs(sql`e.updated_at`, condition)
  if (condition.operator.endsWith('LIKE'))
    throw invalid(`Invalid comparator for experiment_id: ${condition.operator}`)
  if ('texts' in condition) {
    const texts = condition.texts.map((text) => String(experimentNumber(text)))
    return textIs(sql`e.number::text`, { ...condition, texts })
  }
  if (!('text' in condition)) return sql`false`
  const operator = condition.operator === '=' ? '=' : '!='
  return countIs(sql`e.number`, {
    kind: 'attribute',
    key,
    operator,
    number: experimentNumber(condition.text),
  })
}

const columns: Record<string, Omit<Key, 'descending'>> = {
  name: { is: sql`e.name`, type: 'text' },
  experiment_id: { is: sql`e.number`, type: 'count' },
  creation_time: { is: sql`e.created_at`, type: 'time' },
  last_update_time: { is: sql`e.updated_at`, type: 'time' },
}

function keysOf(orderBy: readonly string[]): Key[] {
  const asked = orderBy.length > 0 ? orderBy : ['creation_time DESC', 'experiment_id ASC']
  const orderings = sortedBy(asked, ofExperiments)
  if (!orderings.some(({ key }) => key === 'experiment_id'))
    orderings.push({ kind: 'attribute', key: 'experiment_id', descending: true })
  return orderings.flatMap(({ key, descending }) => {
    const column = columns[key]
    return column ? [{ ...column, descending }] : []
  })
}
