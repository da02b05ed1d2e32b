import { sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { type LoggedModelView, loggedModelsOfRun } from '../logged-models/of-run'
import { isoTime } from '../prepared'
import { query } from '../query'
import { findRun, RunRef, type RunTarget } from '../runs/find'
import type { RunItem } from '../runs/view'
import { hexOf } from './ids'
import { isOwnTag, noteKey } from './tags'

/** Nested runs that the page of a run names; its experiment lists all. */
const mostChildren = 50
/** Tags that it shows, of each the beginning. */
const mostTags = 500

export interface RelatedRun {
  project: string
  run: number
  name: string
  state: RunItem['state']
}

/** What an MLflow client says of a run, beside what the hub knows of it. */
export interface Tracking {
  name: string
  /** 32 hexadecimal digits, as MLflow clients know it. */
  id: string
  experiment: { experiment: number; name: string }
  /** Who the client says it is; empty where it says nothing. */
  reportedUser: string
  startedAt: string
  endedAt: string | null
  deletedAt: string | null
  /** Markdown. */
  description: string
  tags: { key: string; value: string }[]
  parent: RelatedRun | null
  children: RelatedRun[]
  moreChildren: boolean
  models: LoggedModelView[]
}

/** What MLflow tells of a run; null for one that no MLflow client reports to. */
export const getTracking = query({
  action: 'run.read',
  input: RunRef,
  load: (db, input, ctx) => findRun(db, ctx, input),

  async run({ db, subject, ctx }): Promise<Tracking | null> {
    const [found] = await trackedRow(db, subject)
    if (!found) return null
    const { children, tags, ...row } = found
    return {
      ...row,
      id: hexOf(subject.run.id),
      description: tags?.find(({ key }) => key === noteKey)?.value ?? '',
      tags: (tags ?? []).filter(({ key }) => isOwnTag(key)),
      children: (children ?? []).slice(0, mostChildren),
      moreChildren: (children?.length ?? 0) > mostChildren,
      models: await loggedModelsOfRun(db, ctx, subject),
    }
  },
})

type Row = Pick<
  Tracking,
  'name' | 'experiment' | 'reportedUser' | 'startedAt' | 'endedAt' | 'deletedAt' | 'parent'
> & { children: RelatedRun[] | null; tags: Tracking['tags'] | null }

async function trackedRow(db: ReadDb, { run }: RunTarget): Promise<Row[]> {
  const { rows } = await db.execute<Row & Record<string, unknown>>(sql`
    select t.name, json_build_object('experiment', e.number, 'name', e.name) as experiment,
      t.user_name as "reportedUser", ${isoTime(sql`t.start_time`)} as "startedAt",
      ${isoTime(sql`t.end_time`)} as "endedAt",
      ${isoTime(sql`coalesce(t.deleted_at, e.deleted_at)`)} as "deletedAt",
      (select json_agg(json_build_object('key', g.key, 'value', g.value) order by g.key)
        from (select key, value from run_tags where run_id = t.run_id
          order by key limit ${mostTags}) g) as tags,
      (select ${related} from tracked_runs o join runs r on r.id = o.run_id
        join projects p on p.id = r.project_id
        where o.run_id = t.parent_id and p.life <> 'deleted') as parent,
      (select json_agg(c.child order by c.start_time desc, c.run_id) from (
        select ${related} as child, o.start_time, o.run_id
        from tracked_runs o join runs r on r.id = o.run_id join projects p on p.id = r.project_id
        where o.parent_id = t.run_id and o.deleted_at is null and p.life <> 'deleted'
        order by o.start_time desc, o.run_id limit ${mostChildren + 1}) c) as children
    from tracked_runs t join experiments e on e.id = t.experiment_id
    where t.run_id = ${run.id}`)
  return rows
}

const related = sql`json_build_object('project', p.slug, 'run', r.number, 'name', o.name,
  'state', r.state)`
