import { and, eq, gt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { organizations, projects, runs } from '@/db/schema/tables'
import { command } from '../../command'
import { notFound } from '../../errors'
import { projectTarget } from '../../projects/find'
import { uuids } from '../../visibility'
import { requireDue } from './due'
import { freeOutputs } from './files'
import { organizationColumns } from './organization'
import { freeTelemetry } from './runs'

const atOnce = 100

/**
 * Lets go of what the runs of a deleted project made and told, some runs at a time; the last time closes
 * it for good. Versions and datasets that came from them hold files, metrics and parameters of their own.
 */
export const purgeProject = command({
  action: 'project.purge',
  input: z.object({ id: z.uuid(), after: z.int().default(0) }),

  async load(tx, { id }) {
    const [found] = await tx
      .select({ project: projects, organization: organizationColumns })
      .from(projects)
      .innerJoin(organizations, eq(organizations.id, projects.organizationId))
      .where(eq(projects.id, id))
      .for('update', { of: projects })
    if (!found) throw notFound('This project is not there.')
    return projectTarget({ ...found.organization, grants: [] }, found.project)
  },

  async run({ tx, subject: { project }, input, ctx }) {
    requireDue(ctx, project)
    const rows = await tx
      .select({ id: runs.id, number: runs.number })
      .from(runs)
      .where(and(eq(runs.projectId, project.id), gt(runs.number, input.after)))
      .orderBy(runs.number)
      .limit(atOnce)
    const ids = rows.map(({ id }) => id)
    const freed = await freeOutputs(tx, sql`o.run_id = any(${uuids(ids)})`)
    await freeTelemetry(tx, ids)
    const next = rows.length < atOnce ? null : (rows.at(-1)?.number ?? null)
    if (next === null)
      await tx.update(projects).set({ purgedAt: ctx.now() }).where(eq(projects.id, project.id))
    const before = { runs: ids.length, ...freed }
    return { result: { next }, change: { before, after: { purged: next === null } } }
  },
})
