import { asc, eq, sql } from 'drizzle-orm'
import { projects, runGroups, runs } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { actorView } from '../people'
import { given, isoTime, prepared } from '../prepared'
import { inLists, itemRow, runColumns, runItem } from '../runs/load'
import type { Json } from '../view'
import { sightOf } from '../visibility'
import type { GroupRow, GroupTarget } from './find'
import type { Group, GroupItem } from './view'

const maxRuns = 1000
const maxParams = 200

/** What a list tells of a group, for a query that joins its project and, from the left, its parent. */
export const groupColumns = {
  id: runGroups.id,
  number: runGroups.number,
  project: projects.slug,
  kind: runGroups.kind,
  name: runGroups.name,
  state: runGroups.state,
  node: runGroups.node,
  parent: sql<
    number | null
  >`(select g.number from run_groups g where g.id = ${runGroups.parentId})`,
  counts: sql<GroupItem['counts'] | null>`(select json_object_agg(c.state, c.runs)
    from (select state, count(*)::int as runs from runs
      where runs.group_id = ${runGroups.id} group by state) c)`,
  createdBy: actorView(runGroups.createdBy, runGroups.tokenId),
  createdAt: isoTime(sql`run_groups.created_at`),
  finishedAt: isoTime(sql`run_groups.finished_at`) as ReturnType<typeof sql<string | null>>,
}

type FoundGroup = Pick<GroupRow, 'number' | 'kind' | 'name' | 'state' | 'node'> &
  Pick<GroupItem, 'project' | 'parent' | 'createdBy' | 'createdAt' | 'finishedAt'> & {
    counts: GroupItem['counts'] | null
  }

export function groupItem({ number, counts, ...row }: FoundGroup): GroupItem {
  const { project, kind, name, state, parent, node, createdBy, createdAt, finishedAt } = row
  return {
    group: number,
    project,
    ...{ kind, name, state, parent, node },
    counts: counts ?? {},
    ...{ createdBy, createdAt, finishedAt },
  }
}

/** A group with its runs and the tasks within it. */
export async function viewGroup(db: ReadDb, ctx: Ctx, target: GroupTarget): Promise<Group> {
  const { id, organizationId, plan } = target.group
  const groups = await db
    .select(groupColumns)
    .from(runGroups)
    .innerJoin(projects, eq(projects.id, runGroups.projectId))
    .where(sql`${runGroups.id} = ${id} or ${runGroups.parentId} = ${id}`)
    .orderBy(asc(runGroups.number))
  const own = groups.find((group) => group.id === id)
  if (!own) throw new Error('A group that was there is gone.')
  const rows = await runsOf(db, {}).execute({ ...sightOf(ctx, organizationId), id })
  return {
    ...groupItem(own),
    plan,
    runs: rows.map(({ params, ...found }) => ({ ...runItem(found), params: params ?? {} })),
    groups: groups.filter((group) => group.id !== id).map(groupItem),
  }
}

const runsOf = prepared((db, _: object) =>
  db
    .select({
      run: itemRow,
      ...runColumns(inLists),
      params: sql<Record<string, Json> | null>`(select jsonb_object_agg(p.key, p.value)
        from (select key, value from jsonb_each(${runs.params}) order by key limit ${maxParams}) p)`,
    })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .where(eq(runs.groupId, given('id')))
    .orderBy(asc(runs.number))
    .limit(maxRuns),
)
