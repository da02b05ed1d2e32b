import { eq, sql } from 'drizzle-orm'
import { projects } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { deploymentsServing } from '../deployments/serving'
import type { Tx } from '../door'
import { LifeInput, lifeCommands } from '../life/commands'
import type { Holders } from '../life/holders'
import { versionsGrown } from '../runs/grown'
import { runsTaking } from '../runs/taking'
import { findProject, ProjectRef, type ProjectTarget } from './find'

export const {
  /** Puts a project out of sight; it takes no new runs or models until it is restored. */
  archive: archiveProject,
  /** Brings an archived or deleted project back with its runs. */
  restore: restoreProject,
  /** Takes a project and its runs away from everybody; models in it stay. Its name is not used again. */
  delete: deleteProject,
} = lifeCommands({
  name: 'project',
  input: ProjectRef.extend(LifeInput.shape),
  find: (tx, ctx, ref, deleted) => findProject(tx, ctx, ref, { lock: true, deleted }),
  row: ({ project }) => project,
  called: ({ project }) => `The project ${project.slug}`,
  holders: holdersOfProject,
  write: (tx, _ctx, { project }, columns) =>
    tx.update(projects).set(columns).where(eq(projects.id, project.id)),
})

/** What builds on a project: its runs under way, the versions in use that its runs made, what it deploys. */
async function holdersOfProject(
  tx: Tx,
  ctx: Ctx,
  { organization, project }: ProjectTarget,
): Promise<Holders[]> {
  return [
    await runsTaking(tx, { projectId: project.id }),
    await versionsGrown(tx, ctx, project.organizationId, sql`r.project_id = ${project.id}`),
    await deploymentsServing(tx, organization.slug, { projectId: project.id }),
  ]
}
