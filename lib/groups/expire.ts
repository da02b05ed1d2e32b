import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { organizations, projects, runGroups } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict, notFound } from '../errors'
import { endEach } from '../expiry'
import type { FinalState } from '../runs/close'
import { groupTarget } from './find'

const silentMinutes = 15

/**
 * Ends tasks and pipelines whose runs have all ended and that nothing was added to for 15 minutes: whoever
 * ran them is gone. `limit` at most; answers how many. For the worker, which holds a lock around it.
 */
export async function expireGroups(ctx: Ctx, { limit = 100 } = {}): Promise<number> {
  const { rows } = await database().read.execute<{ id: string }>(sql`
    select g.id from run_groups g
    where g.finished_at is null and g.created_at < ${deadline(ctx)} and ${isAtRest(deadline(ctx))}
    order by g.created_at limit ${limit}`)
  return endEach(rows, (id) => expireGroup(ctx, { id }))
}

const expireGroup = command({
  action: 'run_group.finish',
  input: z.object({ id: z.uuid() }),

  async load(tx, { id }) {
    const [found] = await tx
      .select({
        group: runGroups,
        project: { id: projects.id, slug: projects.slug },
        organization: {
          organizationId: organizations.id,
          slug: organizations.slug,
          name: organizations.name,
          fourEyes: organizations.fourEyes,
        },
      })
      .from(runGroups)
      .innerJoin(projects, eq(projects.id, runGroups.projectId))
      .innerJoin(organizations, eq(organizations.id, runGroups.organizationId))
      .where(eq(runGroups.id, id))
      .for('no key update', { of: runGroups })
    if (!found) throw notFound('This group is not there.')
    return groupTarget({ ...found.organization, grants: [] }, found.project, found.group)
  },

  async run({ tx, subject: { group }, ctx }) {
    const state = await restingState(tx, group.id, deadline(ctx))
    if (group.finishedAt || !state) throw conflict('The group is alive.')
    await tx
      .update(runGroups)
      .set({ state, finishedAt: ctx.now() })
      .where(eq(runGroups.id, group.id))
    return { result: true, change: { before: { state: group.state }, after: { state } } }
  },
})

/** How a group ended whose parts have all ended; undefined while one goes on or has only just ended. */
async function restingState(tx: Tx, id: string, before: string): Promise<FinalState | undefined> {
  const { rows } = await tx.execute<{ states: FinalState[] | null }>(sql`
    select array(select state::text from (${parts(sql`g.id`)}) part) as states
    from run_groups g where g.id = ${id} and ${isAtRest(before)}`)
  const states = rows[0]?.states
  if (!states) return undefined
  if (states.includes('error') || states.length === 0) return 'error'
  return states.includes('stopped') ? 'stopped' : 'completed'
}

/** That every part of `g` ended before an instant, if it has any. */
const isAtRest = (before: string) => sql`not exists (select 1 from (${parts(sql`g.id`)}) part
  where part.finished_at is null or part.finished_at >= ${before})`

/** The runs of a group and the tasks within it. */
const parts = (id: ReturnType<typeof sql>) => sql`
  select state, finished_at from runs where group_id = ${id}
  union all select state, finished_at from run_groups where parent_id = ${id}`

function deadline(ctx: Ctx): string {
  return new Date(ctx.now().getTime() - silentMinutes * 60_000).toISOString()
}
