import { and, eq, gt, notExists, sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  datasetProjects,
  datumAliases,
  modelProjects,
  organizations,
  policies,
  projects,
  roleGrants,
  runs,
} from '@/db/schema/tables'
import type { Ctx } from '../../actor'
import { command } from '../../command'
import type { Tx } from '../../door'
import { notFound } from '../../errors'
import { forgetNodes } from '../../lineage/forget'
import { projectTarget } from '../../projects/find'
import { uuids } from '../../visibility'
import { dropLostAliases } from './aliases'
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
    await forgetNodes(tx, ids)
    const next = rows.length < atOnce ? null : (rows.at(-1)?.number ?? null)
    const left = next === null ? await closeProject(tx, ctx, project.id) : {}
    const lost = await dropLostAliases(tx, ctx, project.organizationId)
    const before = { runs: ids.length, ...freed, ...left, ...lost }
    return { result: { next }, change: { before, after: { purged: next === null } } }
  },
})

/** Closes a project for good: nobody has a role in it and nothing belongs to it any more. */
async function closeProject(tx: Tx, ctx: Ctx, id: string) {
  await tx.update(projects).set({ purgedAt: ctx.now() }).where(eq(projects.id, id))
  const roles = await tx
    .delete(roleGrants)
    .where(and(eq(roleGrants.scopeKind, 'project'), eq(roleGrants.scopeId, id)))
  // What its policy asks of models holds on: nothing is loosened by deleting.
  const models = await tx
    .delete(modelProjects)
    .where(
      and(
        eq(modelProjects.projectId, id),
        notExists(tx.select().from(policies).where(eq(policies.scopeId, id))),
      ),
    )
  const datasets = await tx.delete(datasetProjects).where(eq(datasetProjects.projectId, id))
  await tx.delete(datumAliases).where(eq(datumAliases.projectId, id))
  const count = ({ rowCount }: { rowCount: number | null }) => rowCount ?? 0
  return { roles: count(roles), models: count(models), datasets: count(datasets) }
}
