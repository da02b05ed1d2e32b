import { eq } from 'drizzle-orm'
import { deployments } from '@/db/schema/tables'
import type { Action } from '../access'
import type { Ctx } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { requireLive } from '../life/state'
import { Note } from '../view'
import { requireRoom } from './create'
import { variantsIn } from './current'
import { DeploymentRef, type DeploymentTarget, findDeployment } from './find'
import { viewDeployment } from './load'

/** Puts a deployment out of the lists. Its name stays taken, and its history is read as before. */
export const archiveDeployment = changes('archive', async (tx, ctx, subject) => {
  const { slug, archivedAt } = subject.deployment
  if (archivedAt)
    throw conflict(`The deployment ${slug} is already archived. Restore it to use it.`)
  if ((await variantsIn(tx, ctx, subject)).length > 0)
    throw conflict(`${slug} serves traffic. Stop it first, so that nobody is cut off unawares.`)
  return ctx.now()
})

/** Brings an archived deployment back. */
export const restoreDeployment = changes('restore', async (tx, _ctx, { deployment, project }) => {
  if (!deployment.archivedAt) throw conflict(`The deployment ${deployment.slug} is not archived.`)
  requireLive(`The project ${project.slug}`, project)
  await requireRoom(tx, deployment.organizationId, { lock: true })
  return null
})

function changes(
  verb: 'archive' | 'restore',
  archivedAt: (tx: Tx, ctx: Ctx, subject: DeploymentTarget) => Promise<Date | null>,
) {
  return command({
    action: `deployment.${verb}` as const satisfies Action,
    input: DeploymentRef.extend({ note: Note.optional().describe('Why') }),
    load: (tx, input, ctx) => findDeployment(tx, ctx, input, { lock: true }),

    async run({ tx, subject, input, ctx }) {
      const { id, organizationId } = subject.deployment
      const at = await archivedAt(tx, ctx, subject)
      await tx
        .update(deployments)
        .set({ archivedAt: at, updatedAt: ctx.now() })
        .where(eq(deployments.id, id))
      return {
        result: await viewDeployment(tx, ctx, organizationId, id),
        change: {
          before: { archived: at === null },
          after: { archived: at !== null },
          note: input.note,
        },
      }
    },
  })
}
