import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { deployments } from '@/db/schema/tables'
import { command } from '../command'
import { conflict, invalid } from '../errors'
import { Note, PlainText } from '../view'
import { requireSeen, variantsIn } from './current'
import { DeploymentRef, findDeployment, requireInUse } from './find'
import { viewDeployment } from './load'
import { TargetLabel } from './view'

const Edits = z.object({
  description: PlainText(10_000).optional(),
  follows: z
    .boolean()
    .optional()
    .describe('Whether a revision is made when latest or an alias that it was asked by moves'),
  target: TargetLabel.optional().describe('Only while it serves nothing'),
})

/** Changes what is said of a deployment, and whether it follows. Its name is for ever: applications use it. */
export const updateDeployment = command({
  action: 'deployment.update',
  input: DeploymentRef.extend({ ...Edits.shape, note: Note.optional().describe('Why') }),
  load: (tx, input, ctx) => findDeployment(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    requireInUse(subject)
    const { deployment: was } = subject
    const { description, follows, target, note } = input
    if (description === undefined && follows === undefined && target === undefined)
      throw invalid('Nothing to change: give a description, a target, or whether it follows.')
    const serving = await variantsIn(tx, ctx, subject)
    // The hub sees all of it, and would change it in their name.
    if (follows && !was.follows) requireSeen(serving, was.slug)
    // What may serve depends on the target.
    if (target !== undefined && target !== was.target) {
      if (serving.length > 0)
        throw conflict(
          `${was.slug} serves ${was.target}. Stop it before it gets another target, or make a deployment for ${target}.`,
        )
    }
    const [is] = await tx
      .update(deployments)
      .set({
        ...{ description, follows, target, updatedAt: ctx.now() },
        ...(follows === false && { followProblem: null }),
      })
      .where(eq(deployments.id, was.id))
      .returning()
    if (!is) throw new Error('A deployment that is locked is gone.')
    const told = ({ description, follows, target }: typeof was) => ({
      description,
      follows,
      target,
    })
    return {
      result: await viewDeployment(tx, ctx, was.organizationId, was.id),
      change: { before: told(was), after: told(is), note },
    }
  },
})
