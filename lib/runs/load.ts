import { type SQL, sql } from 'drizzle-orm'
import { projects, runs } from '@/db/schema/tables'
import { there } from '../life/there'
import { metricValue } from '../metrics/value'
import { actorView } from '../people'
import { isoTime } from '../prepared'
import { runUri } from '../uri'
import type { ActorView } from '../view'
import { visiblePrepared } from '../visibility'
import type { RunRow } from './find'
import type { RunItem } from './view'

/** Latest value and word by key, as PostgreSQL's JSON says them: NaN and the infinities as words. */
type SummaryRow = Record<string, { value: number | string | null; word: string | null }>

/** How much of a summary is told: keys, and characters of each word. */
export interface SummaryBounds {
  keys: number
  word: number
}

export const inLists: SummaryBounds = { keys: 20, word: 200 }
export const alone: SummaryBounds = { keys: 10_000, word: 10_000 }

/**
 * The columns of a run in a list or alone, for a query that joins its project; `seen` is which models the
 * caller sees, unless the query is a prepared one.
 */
export function runColumns({ keys, word }: SummaryBounds, seen: SQL = visiblePrepared()) {
  return {
    project: projects.slug,
    summary: sql<SummaryRow | null>`(
      select json_object_agg(s.key, json_build_object('value', s.value, 'word', s.word) order by s.key)
      from (select key, value, left(word, ${word}) as word from run_summaries
        where run_id = ${runs.id} order by key limit ${keys}) s)`,
    versions: sql<string[]>`array(
      select 'model://' || models.slug || '/v' || v.number
      from versions v join models on models.id = v.model_id
      where v.run_id = ${runs.id} and ${there('v', 'models')}
        and ${seen}
      order by models.slug, v.number)`,
    group: sql<number | null>`(select g.number from run_groups g where g.id = ${runs.groupId})`,
    reproduces: runUriOf(sql`${runs.reproducesId}`),
    createdBy: actorView(runs.createdBy, runs.tokenId),
  }
}

/** The URI of a run by its id, unless its project was deleted. */
function runUriOf(id: SQL): SQL<string | null> {
  return sql<string | null>`(select 'run://' || p.slug || '/' || o.number
    from runs o join projects p on p.id = o.project_id where o.id = ${id} and ${there('p')})`
}

/** What a list tells of the row itself. */
export const itemRow = {
  id: runs.id,
  number: runs.number,
  step: runs.step,
  state: runs.state,
  tags: runs.tags,
  node: runs.node,
  stopRequested: sql<boolean>`runs.stop_requested_at is not null`,
  alertCount: sql<number>`jsonb_array_length(runs.alerts)`,
  createdAt: isoTime(sql`runs.created_at`),
  finishedAt: isoTime(sql`runs.finished_at`) as SQL<string | null>,
}

export interface FoundRun {
  run: Pick<RunRow, 'number' | 'step' | 'state' | 'tags' | 'node'> & {
    stopRequested: boolean
    alertCount: number
    createdAt: string
    finishedAt: string | null
  }
  project: string
  group: number | null
  reproduces: string | null
  summary: SummaryRow | null
  versions: string[]
  createdBy: ActorView
}

export function runItem(found: FoundRun): RunItem {
  const { run, project, summary, versions, group, reproduces, createdBy } = found
  const entries = Object.entries(summary ?? {}).map(([key, latest]) => [key, latestOf(latest)])
  return {
    run: run.number,
    uri: runUri(project, run.number),
    project,
    step: run.step,
    state: run.state,
    summary: Object.fromEntries(entries),
    versions,
    tags: run.tags,
    group,
    node: run.node,
    reproduces,
    stopRequested: run.stopRequested,
    alertCount: run.alertCount,
    createdBy,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
  }
}

function latestOf({ value, word }: SummaryRow[string]): RunItem['summary'][string] {
  if (value !== null) return metricValue(Number(value))
  if (word === 'true' || word === 'false') return word === 'true'
  return word ?? ''
}
