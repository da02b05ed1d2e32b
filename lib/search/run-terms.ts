import { type SQL, sql } from 'drizzle-orm'
import type { Term, Word } from '../filter/tree'
import { readCount, readDuration } from '../filter/values'
import { there } from '../life/there'
import { likePattern, likeStart } from '../like'
import { visibleOutputs } from '../runs/visible'
import { visibleModels } from '../visibility'
import { anyOf, type Condition, maybe, nothing, sure } from './condition'
import { modelIs, projectIs, tookDataset } from './data'
import { runMetric, runParam } from './measured'
import { personIs } from './people'
import type { Scope } from './scope'
import { numbersAre, patterns, texts, timeIs, wordIs } from './values'
import { tagIs } from './version-terms'

/** In the very words of the index `runs_text_index`. */
export const runText = sql`(coalesce(runs.step, '') || ' ' || left(coalesce(runs.command, ''), 1000)
  || ' ' || coalesce(runs.commit ->> 'id', ''))`

/** Seconds from when it was made until it ended; null until then. */
export const runDuration = sql`extract(epoch from runs.finished_at - runs.created_at)::float8`

/** What a word or term asks of a row of `runs`. */
export function ofRun(leaf: Word | Term, scope: Scope): Condition {
  if (leaf.kind === 'word') return runSpeaks(leaf)
  const { key, values } = leaf
  const now = scope.ctx.now()
  switch (key) {
    case 'state':
      return sure(sql`runs.state = any(${texts(values)}::run_state[])`)
    case 'step':
      return maybe(wordIs(sql`runs.step`, values))
    case 'tag':
      return tagIs('runs', values)
    case 'owner':
      return personIs(sql`runs.created_by`, values, scope)
    case 'project':
      return sure(sql`exists (select 1 from projects p
        where p.id = runs.project_id and ${projectIs(values, scope)})`)
    case 'metric':
      return runMetric(leaf)
    case 'param':
      return runParam(leaf)
    case 'dataset':
      return tookDataset(sql`runs.id`, values, scope)
    case 'model':
      return hasToDoWith(values, scope)
    case 'commit':
      return commitIs(values)
    case 'image':
      return maybe(wordIs(sql`runs.image`, values))
    case 'created':
      return timeIs(sql`runs.created_at`, leaf, now)
    case 'finished':
      return timeIs(sql`runs.finished_at`, leaf, now)
    case 'duration':
      return numbersAre(runDuration, leaf, readDuration)
    case 'group':
      return groupIs(leaf)
    case 'is':
      return sure(sql`jsonb_array_length(runs.alerts) > 0`)
    case 'has':
      return anyOf(values.map((value) => runHas(value, scope)))
    default:
      return nothing
  }
}

function runSpeaks({ text }: Word): Condition {
  return maybe(sql`(${runText} ilike ${likePattern(text)} or runs.tags && ${texts([text])})`)
}

/** A commit is known by its first letters, too; seven at least, so that no step is found instead. */
function commitIs(values: readonly string[]): Condition {
  const { whole, prefixes } = patterns(values)
  const starts = [...prefixes, ...whole.filter(({ length }) => length >= 7)]
  const ways = starts.map(
    (start) => sql`(${runText} ilike ${likePattern(start)}
      and runs.commit ->> 'id' like ${likeStart(start)})`,
  )
  if (whole.length) ways.push(sql`runs.commit ->> 'id' = any(${texts(whole)})`)
  return maybe(sql`(${sql.join(ways, sql` or `)})`)
}

/** Whether a run took a version of a model that the caller sees, or made one. */
function hasToDoWith(values: readonly string[], scope: Scope): Condition {
  const { ctx, organizationId } = scope
  const named = modelIs(sql`models.id`, sql`models.slug`, values, scope)
  const seen = sql`models.organization_id = ${organizationId} and ${there('v', 'models')}
    and ${visibleModels(ctx, organizationId)} and ${named.is}`
  const from = (more: SQL) =>
    sql`from models join versions v on v.model_id = models.id ${more} where ${seen}`
  return sure(sql`runs.id in (
    select i.run_id ${from(sql`join run_inputs i on i.version_id = v.id`)}
    union all select v.run_id ${from(sql``)} and v.run_id is not null)`)
}

function groupIs(term: Term): Condition {
  const number = numbersAre(sql`g.number`, term, readCount)
  return sure(sql`exists (select 1 from run_groups g where g.id = runs.group_id and ${number.is})`)
}

function runHas(value: string, { ctx, organizationId }: Scope): Condition {
  if (value === 'metrics')
    return sure(sql`exists (select 1 from run_summaries x where x.run_id = runs.id)`)
  if (value === 'outputs')
    return sure(sql`exists (select 1 from run_outputs
      where run_outputs.run_id = runs.id and ${visibleOutputs(ctx, organizationId)})`)
  return sure(sql`exists (select 1 from versions v join models on models.id = v.model_id
    where v.run_id = runs.id and ${there('v', 'models')} and ${visibleModels(ctx, organizationId)})`)
}
